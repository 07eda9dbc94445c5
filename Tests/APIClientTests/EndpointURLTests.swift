import Testing

@testable import APIClient

@Suite struct EndpointURLTests {
    private static let wrongScheme = "it must begin with http:// or https://"

    static let credentials: [(text: String, credentials: APICredentials)] = [
        ("http://host", .none), ("http://ops:secret@host", .password(user: "ops", password: "secret")),
        ("https://ops:p%40ss%3A@host:81/base", .password(user: "ops", password: "p@ss:")),
        ("http://ops@host", .password(user: "ops", password: "")),
        ("http://:secret@host", .password(user: "", password: "secret")),
    ]

    @Test(arguments: [
        ("http://localhost:8080", "http://localhost:8080"), ("http://localhost:8080/", "http://localhost:8080"),
        ("https://example.com", "https://example.com"), ("HTTP://Example.com:80", "http://Example.com:80"),
        ("https://example.com:443/", "https://example.com:443"), ("http://host/base///", "http://host/base"),
        ("http://host/a/b%20c", "http://host/a/b%20c"), ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://ops:secret@host:81/base/", "http://host:81/base"), ("http://ops@host", "http://host"),
    ])
    func `its base has neither a slash at its end nor credentials`(text: String, base: String) throws {
        #expect(try EndpointURL(text).base == base)
    }

    @Test(arguments: credentials)
    func `takes the credentials out of it`(text: String, credentials: APICredentials) throws {
        #expect(try EndpointURL(text).credentials == credentials)
    }

    @Test(arguments: [
        ("http://localhost", true), ("https://localhost:81/base", true), ("http://127.0.0.1:81", true),
        ("http://127.1.2.3", true), ("http://127.example.com", false), ("http://LOCALHOST:81", true),
        ("http://[::1]:81", true), ("http://ops:secret@localhost", true),
        ("http://example.com", false), ("http://192.0.2.1", false), ("http://[2001:db8::1]", false),
        ("http://localhost.example.com", false), ("http://localhost:81@example.com", false),
        ("http://example.com/localhost", false),
    ])
    func `knows the addresses of this machine`(text: String, isLoopback: Bool) throws {
        #expect(try EndpointURL(text).isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "localhost", "localhost:8080", "example.com/x", "//host", "ftp://host", "foo://host", "file:///etc",
        " http://host",
    ])
    func `another scheme is refused, and none`(text: String) {
        #expect(throws: APIClientError.invalidEndpoint(text, reason: Self.wrongScheme)) { try EndpointURL(text) }
    }

    @Test(arguments: ["http://host?x", "http://host/?x=1", "http://host#f", "http://host/a?b#c"])
    func `a query or fragment is refused`(text: String) {
        let reason = "it must end before any \"?\" or \"#\""
        #expect(throws: APIClientError.invalidEndpoint(text, reason: reason)) { try EndpointURL(text) }
    }

    @Test(arguments: ["http://", "http://host:99999", "http://host:x", "http://a b", "http://[fe80::1"])
    func `what is no URL is refused with libcurl's reason`(text: String) {
        let error = #expect(throws: APIClientError.self) { try EndpointURL(text) }
        let sentence = error?.description ?? ""
        let start = "\"\(text)\" is not the address of a host: "
        #expect(sentence.hasPrefix(start))
        #expect(sentence.count > start.count + 1)
        #expect(!sentence.contains(Self.wrongScheme))
    }

    @Test(arguments: ["http://ops:secret@host:99999", "ftp://ops:secret@host", "http://ops:secret@host?x"])
    func `a refusal does not show the password`(text: String) {
        let error = #expect(throws: APIClientError.self) { try EndpointURL(text) }
        #expect(error?.description.contains("://host") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
