/// Bodies that are too large, do not come, or are JSON of the wrong kind, and methods that a route does not have.
extension HostileSite {
    private static let json = "Content-Type: application/json"

    /// Method and path of everything that takes JSON.
    private static let routes = [
        ("POST", "/api/v1/tokens"), ("POST", "/api/v1/accounts"), ("PUT", "/api/v1/accounts/tester/password"),
        ("PUT", "/api/v1/secrets/TOKEN"), ("POST", "/api/v1/jobs/triggered/mine/runs"), ("POST", "/api/v1/deployments"),
        ("PUT", "/api/triggeredwebjobs/mine/settings"), ("PUT", "/api/deployments/latest"), ("POST", "/deploy"),
        ("POST", "/api/settings"), ("PUT", "/api/v1/settings/LEVEL"),
    ]

    private static let malformed: [(name: String, body: [UInt8])] = [
        ("cut off", Array("{".utf8)), ("cut off in a text", Array("{\"name\": \"a".utf8)),
        ("an array", Array("[]".utf8)), ("a number", Array("1".utf8)), ("a text", Array("\"a\"".utf8)),
        ("null", Array("null".utf8)), ("no value", Array("{\"a\":}".utf8)),
        ("a comma too much", Array("{\"a\":1,}".utf8)),
        ("single quotes", Array("{'a':1}".utf8)), ("two values", Array("{} {}".utf8)),
        ("no UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]),
        ("half a pair", Array("{\"a\":\"\\ud800\"}".utf8)),
        ("an unknown escape", Array("{\"a\":\"\\x41\"}".utf8)), ("a zero byte", [0]),
        ("10,000 arrays in each other", [UInt8](repeating: 0x5B, count: 10_000)),
        ("10,000 objects in each other", Array(String(repeating: "{\"a\":", count: 10_000).utf8)),
        ("NaN", Array("{\"a\":NaN}".utf8)), ("a leading zero", Array("{\"a\":01}".utf8)),
        ("a line feed in a text", Array("{\"a\":\"\n\"}".utf8)),
    ]

    var bodies: [HostileRequest] {
        let malformed = Self.routes.flatMap { method, path in
            Self.malformed.map { name, body in
                HostileRequest("\(path) \(name)", method, path, headers: [account, Self.json], body: body)
            }
        }
        return malformed + wronglyTyped + oversized
    }

    private var wronglyTyped: [HostileRequest] {
        [
            ("POST", "/api/v1/tokens", "{}"), ("POST", "/api/v1/tokens", #"{"name": 1, "scopes": ["read"]}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": "read"}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["root"]}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": [1]}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": []}"#),
            ("POST", "/api/v1/tokens", #"{"name": "\u0000", "scopes": ["read"]}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["read"], "job": "../.."}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["read"], "expires": "soon"}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["read"], "expires": "2001-01-01T00:00:00Z"}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["read"], "lifetime": "99999999999d"}"#),
            ("POST", "/api/v1/tokens", #"{"name": "a", "scopes": ["read"], "lifetime": "-1d"}"#),
            ("POST", "/api/v1/accounts", #"{"name": "a b"}"#), ("POST", "/api/v1/accounts", #"{"name": "tester"}"#),
            ("POST", "/api/v1/accounts", #"{"name": "new", "password": ""}"#),
            ("POST", "/api/v1/accounts", #"{"name": "new", "password": 5}"#),
            ("PUT", "/api/v1/secrets/TOKEN", #"{"value": {}}"#), ("PUT", "/api/v1/secrets/TOKEN", #"{"value": ""}"#),
            ("POST", "/api/v1/jobs/triggered/mine/runs", #"{"arguments": "a"}"#),
            ("POST", "/api/v1/jobs/triggered/mine/runs", #"{"arguments": [1]}"#),
            ("POST", "/api/v1/jobs/triggered/mine/runs", #"{"arguments": ["a\u0000b"]}"#),
            ("POST", "/api/v1/jobs/triggered/mine/runs", #"{"input": 1}"#),
            ("POST", "/api/v1/deployments", #"{"folder": "/etc"}"#),
            ("POST", "/api/v1/deployments", #"{"from": "/etc"}"#),
            ("POST", "/api/v1/deployments", #"{"from": "--upload-pack=id"}"#),
            ("POST", "/api/v1/deployments", #"{"from": "ext::sh -c id"}"#),
            ("PUT", "/api/triggeredwebjobs/mine/settings", #"{"schedule": 5}"#),
            ("PUT", "/api/triggeredwebjobs/missing/settings", #"{}"#),
        ]
        .map { method, path, body in
            HostileRequest("\(path) \(body)", method, path, headers: [account, Self.json], body: Array(body.utf8))
        }
    }

    private var oversized: [HostileRequest] {
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 5 * 1024 * 1024)
        let chunk = "100000\r\n\(String(repeating: " ", count: 1024 * 1024))\r\n"
        return Self.routes.flatMap { method, path in
            [
                HostileRequest(
                    "\(path) 5 MiB",
                    method,
                    path,
                    headers: [account, Self.json],
                    body: large,
                    statuses: 400...413
                ),
                HostileRequest(
                    "\(path) says 1 TiB",
                    method,
                    path,
                    headers: [account, Self.json, "Content-Length: 1099511627776"],
                    statuses: 413...413
                ),
                HostileRequest(
                    "\(path) 5 chunks of 1 MiB",
                    raw: "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(account)\r\n\(Self.json)\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)\(chunk)\(chunk)\(chunk)",
                    // What has a larger limit waits for the rest, which does not come.
                    statuses: 408...413
                ),
            ]
        }
            + ["/api/zipdeploy", "/api/v1/deployments"].map { path in
                HostileRequest(
                    "\(path) says 1 TiB",
                    "POST",
                    path,
                    headers: [account, "Content-Type: application/zip", "Content-Length: 1099511627776"],
                    statuses: 413...413
                )
            }
    }

    /// Each is one that the path does not have.
    var methods: [HostileRequest] {
        [
            ("DELETE", "/api/v1/jobs"), ("PUT", "/api/v1/jobs"), ("PATCH", "/api/v1/jobs"), ("POST", "/api/v1/jobs"),
            ("POST", "/api/v1/status"), ("DELETE", "/api/v1/status"), ("PUT", "/api/v1/tokens"),
            ("PATCH", "/api/v1/tokens/x"),
            ("POST", "/api/v1/schedule"), ("DELETE", "/api/v1/audit"), ("PUT", "/api/v1/audit"), ("POST", "/metrics"),
            ("DELETE", "/metrics"), ("PUT", "/healthz"), ("DELETE", "/healthz"), ("POST", "/readyz"),
            ("PATCH", "/api/triggeredwebjobs/mine"), ("PUT", "/api/webjobs"), ("DELETE", "/api/webjobs"),
            ("DELETE", "/api/triggeredwebjobs/mine/history"), ("PUT", "/api/triggeredwebjobs/mine/run"),
            ("DELETE", "/api/v1/jobs/triggered/mine/runs"), ("TRACE", "/api/v1/jobs"), ("PROPFIND", "/api/v1/jobs"),
            ("MOVE", "/api/triggeredwebjobs/mine"), ("PUT", "/site.git/info/refs"), ("DELETE", "/site.git/info/refs"),
            ("POST", "/site.git/info/refs"), ("PURGE", "/api/v1/jobs"), ("PUT", "/"), ("DELETE", "/"),
        ]
        .map { method, path in HostileRequest("\(method) \(path)", method, path, headers: [account], body: []) }
    }
}
