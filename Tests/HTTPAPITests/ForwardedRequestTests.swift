import Testing

@testable import HTTPAPI

@Suite struct ForwardedRequestTests {
    private func forwarded(
        _ clients: [String] = [],
        schemes: [String] = [],
        hosts: [String] = []
    ) -> ForwardedRequest {
        ForwardedRequest(clients: clients, schemes: schemes, hosts: hosts) { $0.hasPrefix("10.") }
    }

    static let clients: [([String], String?)] = [
        ([], nil), (["1.2.3.4"], "1.2.3.4"), (["6.6.6.6, 1.2.3.4"], "1.2.3.4"), (["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        (["1.2.3.4, 10.0.0.9"], "1.2.3.4"), (["10.0.0.8, 10.0.0.9"], "10.0.0.8"), (["1.2.3.4:5678"], "1.2.3.4"),
        (["[2001:db8::1]:443"], "2001:db8::1"), (["2001:db8::1"], "2001:db8::1"), (["unknown"], nil), ([" , "], nil),
        (["1.2.3.4, evil"], nil),
    ]

    @Test(arguments: clients)
    func `the client is the last who is no proxy`(values: [String], client: String?) {
        #expect(forwarded(values).client == client)
    }

    @Test(arguments: [("https", "https"), ("HTTPS", "https"), ("http, https", "https"), ("ftp", nil), ("", nil)])
    func `the scheme is one of two`(value: String, scheme: String?) {
        #expect(forwarded(schemes: [value]).scheme == scheme)
    }

    static let hosts: [(String, String?)] = [
        ("jobs.example", "jobs.example"), ("jobs.example:8443", "jobs.example:8443"), ("[::1]:80", "[::1]:80"),
        ("evil.example, jobs.example", "jobs.example"), ("jobs.example/path", nil), ("a\"b", nil), ("", nil),
        (String(repeating: "a", count: 256), nil),
    ]

    @Test(arguments: hosts)
    func `the host is a name with a port at most`(value: String, host: String?) {
        #expect(forwarded(hosts: [value]).host == host)
    }
}
