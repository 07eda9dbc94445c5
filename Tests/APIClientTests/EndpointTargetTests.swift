import Testing

@testable import APIClient

@Suite struct EndpointTargetTests {
    static let refusedPaths: [(path: String, reason: String)] = [
        ("", "the path of its socket is empty"),
        ("/a\0b", "it has a NUL in it"),
        (
            String(repeating: "x", count: 108),
            "the path of a socket has at most 107 bytes, this one has 108"
        ),
        (
            String(repeating: "é", count: 54),
            "the path of a socket has at most 107 bytes, this one has 108"
        ),
    ]

    static let signIns: [(given: APICredentials, used: APICredentials)] = [
        (.none, .password(user: "ops", password: "secret")),
        (.password(user: "ci", password: "other"), .password(user: "ci", password: "other")),
        (.bearer("token"), .bearer("token")),
    ]

    @Test(arguments: ["run/nyala.sock", String(repeating: "x", count: 107)])
    func `a socket is asked as localhost, without sign-in and proxy`(path: String) throws {
        let target = try EndpointTarget(.unixSocket(path: path))
        #expect(target.base == "http://localhost")
        #expect(target.socketPath == path)
        #expect(target.credentials == .none)
        #expect(target.bypassesProxy)
    }

    @Test(arguments: refusedPaths)
    func `a path that no socket can have is refused`(path: String, reason: String) {
        #expect(throws: APIClientError.invalidEndpoint(path, reason: reason)) {
            try EndpointTarget(.unixSocket(path: path))
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:81/base/", "http://127.0.0.1:81/base", true), ("https://host", "https://host", false),
    ])
    func `only this machine is asked without a proxy`(text: String, base: String, isNear: Bool) throws {
        let target = try EndpointTarget(.url(text))
        #expect(target.base == base)
        #expect(target.socketPath == nil)
        #expect(target.credentials == .none)
        #expect(target.bypassesProxy == isNear)
    }

    @Test(arguments: signIns)
    func `credentials beside the URL come first`(given: APICredentials, used: APICredentials) throws {
        let target = try EndpointTarget(.url("http://ops:secret@host", given))
        #expect(target.credentials == used)
        #expect(target.base == "http://host")
    }

    @Test(arguments: ["a\nb", "a\r", "\0", "\u{7F}"])
    func `a token that would begin another header is refused and not shown`(token: String) {
        let reason = "the token for it has a character no token has"
        #expect(throws: APIClientError.invalidEndpoint("http://host", reason: reason)) {
            try EndpointTarget(.url("http://ops:secret@host", .bearer(token)))
        }
    }

    @Test(arguments: ["a:b", "a\0b"]) func `a name that would become another is refused`(user: String) {
        let reason = "the name of its account must not have a colon in it"
        #expect(throws: APIClientError.invalidEndpoint("http://host", reason: reason)) {
            try EndpointTarget(.url("http://host", .password(user: user, password: "secret")))
        }
    }
}
