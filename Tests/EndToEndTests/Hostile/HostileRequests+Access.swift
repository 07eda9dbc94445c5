/// Doors that are not for who knocks.
extension HostileSite {
    /// Each from an address of its own, since failures are counted.
    var credentials: [HostileRequest] {
        let parts = goodToken.split(separator: "_", maxSplits: 2).map(String.init)
        let end = parts[2].hasSuffix("a") ? "b" : "a"
        let bearer = "Authorization: Bearer"
        return [
            ("expired", [expired]), ("revoked", [revoked]),
            ("another secret", ["\(bearer) \(goodToken.dropLast())\(end)"]),
            ("a secret cut off", ["\(bearer) \(goodToken.dropLast(4))"]),
            ("a longer secret", ["\(bearer) \(goodToken)a"]),
            ("another id", ["\(bearer) nyala_zzzzzzzz_\(parts[2])"]), ("no secret", ["\(bearer) nyala_\(parts[1])_"]),
            ("no token", ["\(bearer) "]), ("nothing", ["Authorization: "]), ("a word", ["Authorization: admin"]),
            ("a token of 10,000 letters", ["\(bearer) \(String(repeating: "a", count: 10_000))"]),
            ("null", ["\(bearer) null"]), ("a JSON web token", ["\(bearer) eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."]),
            ("broken base64", ["Authorization: Basic !!!"]), ("no colon", ["Authorization: Basic YWRtaW4="]),
            ("a wrong password", ["Authorization: Basic dGVzdGVyOndyb25n"]),
            ("a name with a zero byte", ["Authorization: Basic dGVzdGVyADpwYXNz"]),
            ("an empty name and password", ["Authorization: Basic Og=="]),
            ("digest", ["Authorization: Digest username=\"tester\""]),
            ("two, the first is wrong", ["\(bearer) wrong", account]),
            ("a session that has ended", [endedSession]),
            ("a token as a session", ["Cookie: nyala_session=\(goodToken)"]),
            ("a session as a token", ["\(bearer) \(session.split(separator: "=").last ?? "")"]),
            ("a session that is none", ["Cookie: nyala_session=nyala_x_y"]),
            ("somebody who says so", ["X-Forwarded-User: tester", "X-Remote-User: tester", "Remote-User: tester"]),
            ("the local socket, he says", ["X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1"]), ("nobody", []),
        ]
        .enumerated().flatMap { index, row in
            [("POST", "/api/triggeredwebjobs/mine/run"), ("GET", "/api/v1/jobs")].map { method, path in
                HostileRequest("\(row.0) \(method)", method, path, headers: row.1 + ["Sec-Fetch-Site: same-origin"])
                    .from("127.0.1.\(index + 1)")
            }
        }
    }

    /// A browser that was made to ask.
    var crossSite: [HostileRequest] {
        let origins = [
            ["Origin: https://evil.example"], ["Origin: null"], ["Origin: http://127.0.0.1.evil.example"], ["Origin: "],
            ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"], [],
            ["Sec-Fetch-Site: cross-site", "Origin: http://127.0.0.1"],
        ]
        let doors = [
            ("POST", "/api/triggeredwebjobs/mine/run"), ("DELETE", "/api/v1/accounts/tester"),
            ("PUT", "/api/v1/secrets/A"),
        ]
        return origins.flatMap { origin in
            doors.map { method, path in
                HostileRequest(
                    "\(method) \(path) \(origin)",
                    method,
                    path,
                    headers: [session] + origin,
                    body: Array("{\"value\": \"x\"}".utf8),
                    statuses: 403...403
                )
            }
        }
    }

    /// Who may do something, but not this.
    var crossScope: [HostileRequest] {
        let administration = [
            ("GET", "/api/v1/secrets"), ("PUT", "/api/v1/secrets/A"), ("GET", "/api/v1/tokens"),
            ("POST", "/api/v1/tokens"),
            ("POST", "/api/v1/accounts"), ("PUT", "/api/v1/accounts/tester/password"), ("GET", "/api/v1/audit"),
            ("GET", "/api/vfs/site/wwwroot/"), ("POST", "/api/command"),
        ]
        let changes = [
            ("PUT", "/api/triggeredwebjobs/mine"), ("DELETE", "/api/triggeredwebjobs/mine"), ("POST", "/api/zipdeploy"),
            ("POST", "/api/v1/deployments"), ("POST", "/api/v1/rollback"),
            ("GET", "/site.git/info/refs?service=git-upload-pack"),
        ]
        let others = [
            ("POST", "/api/triggeredwebjobs/other/run"), ("GET", "/api/triggeredwebjobs/other/history"),
            ("GET", "/api/v1/jobs/triggered/other"), ("POST", "/api/v1/jobs/triggered/other/runs"),
            ("POST", "/api/continuouswebjobs/mine/stop"), ("GET", "/api/v1/jobs"), ("GET", "/api/webjobs"),
            ("GET", "/api/vfs/data/jobs/triggered/other/"), ("GET", "/api/v1/runs"),
            ("POST", "/api/triggeredwebjobs/%6fther/run"), ("POST", "/api/triggeredwebjobs/mine%2f..%2fother/run"),
            ("POST", "/api/triggeredwebjobs//other/run"),
        ]
        func rows(_ who: String, _ header: String, _ doors: [(String, String)]) -> [HostileRequest] {
            doors.map { method, path in
                HostileRequest(
                    "\(who) \(method) \(path)",
                    method,
                    path,
                    headers: [header],
                    body: method == "GET" ? nil : []
                )
            }
        }
        return rows("read", reader, administration + changes + [("POST", "/api/triggeredwebjobs/mine/run")])
            + rows("run", runner, administration + changes) + rows("deploy", deployer, administration)
            + rows("run of mine", runnerOfMine, administration + changes + others)
            + rows(
                "deploy of mine",
                deployerOfMine,
                administration + others + [("POST", "/api/zipdeploy"), ("DELETE", "/api/triggeredwebjobs/other")]
            )
    }
}
