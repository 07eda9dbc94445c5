/// Ways out of every family of routes, in every spelling that somebody might overlook.
extension HostileSite {
    private static let ways = [
        ("plain", "../../../../../../etc/passwd"),
        ("dots encoded", "%2e%2e/%2e%2e/%2E%2E/%2e%2e/%2e%2e/etc/passwd"),
        ("slashes encoded", "..%2f..%2f..%2F..%2f..%2fetc%2fpasswd"),
        ("encoded twice", "%252e%252e%252f%252e%252e%252f%252e%252e%252fetc%252fpasswd"),
        ("backslashes", "..%5c..%5c..%5c..%5cetc%5cpasswd"),
        ("too long UTF-8", "%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afetc%c0%afpasswd"),
        ("zero byte", "..%2f..%2fetc%2fpasswd%00.txt"),
    ]

    private static let families = [
        "/api/vfs/", "/vfs/", "/api/vfs/data/jobs/", "/api/vfs/LogFiles/", "/api/vfs/site/wwwroot/",
        "/api/v1/jobs/triggered/",
        "/api/v1/jobs/continuous/", "/api/v1/jobs/triggered/mine/runs/", "/api/triggeredwebjobs/",
        "/triggeredwebjobs/", "/api/continuouswebjobs/", "/api/jobs/triggered/", "/api/triggeredwebjobs/mine/history/",
        "/api/deployments/", "/api/v1/deployments/", "/api/v1/edits/", "/api/v1/secrets/", "/api/v1/tokens/",
        "/api/v1/settings/", "/api/settings/", "/api/zip/", "/site.git/", "/git/",
    ]

    private static let writes = [
        ("PUT", "/api/triggeredwebjobs/"), ("PUT", "/api/continuouswebjobs/"), ("DELETE", "/api/v1/secrets/"),
        ("PUT", "/api/v1/secrets/"), ("DELETE", "/api/v1/tokens/"), ("DELETE", "/api/v1/accounts/"),
        ("POST", "/api/v1/edits/"), ("PUT", "/api/deployments/"), ("DELETE", "/api/deployments/"),
    ]

    var paths: [HostileRequest] {
        let reads = Self.families.flatMap { family in
            Self.ways.map { way in
                HostileRequest("\(family) \(way.0)", "GET", "\(family)\(way.1)", headers: [account])
            }
        }
        let writes = Self.writes.flatMap { method, family in
            Self.ways.map { way in
                HostileRequest(
                    "\(method) \(family) \(way.0)",
                    method,
                    "\(family)\(way.1)",
                    headers: [account, "Content-Disposition: attachment; filename=run.sh"],
                    body: Array("echo escaped".utf8)
                )
            }
        }
        // Let in, and then not found: no door in the sense of the audit log where nothing would be changed.
        return reads.map {
            var request = $0
            request.door = nil
            return request
        } + writes + names
    }

    /// Names that no job, secret or account can have.
    private var names: [HostileRequest] {
        let long = String(repeating: "n", count: 5000)
        return [
            "a%20b", "a%0d%0aX-Evil:%20yes", "%00", ".", "%2e", "..", "-a", "%ff%fe", "%e2%80%ae", "e%cc%81", "%zz",
            "%",
            "a;b", "a|b", "$(id)", "%60id%60", long,
        ]
        .flatMap { name in
            [
                HostileRequest(
                    "a job named \(name.prefix(20))",
                    "PUT",
                    "/api/triggeredwebjobs/\(name)",
                    headers: [account, "Content-Disposition: attachment; filename=run.sh"],
                    body: Array("echo hi".utf8)
                ),
                HostileRequest(
                    "a secret named \(name.prefix(20))",
                    "PUT",
                    "/api/v1/secrets/\(name)",
                    headers: [account],
                    body: Array("{\"value\": \"x\"}".utf8)
                ),
            ]
        }
    }
}
