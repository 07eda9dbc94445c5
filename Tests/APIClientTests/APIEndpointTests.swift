import APIClient
import Testing

@Suite struct APIEndpointTests {
    static let descriptions: [(APIEndpoint, String)] = [
        (.unixSocket(path: "/srv/site/run/nyala.sock"), "/srv/site/run/nyala.sock"),
        (.url("http://host:81"), "http://host:81"),
        (.url("http://host", .password(user: "ops", password: "secret")), "http://host"),
        (.url("http://host", .bearer("secret")), "http://host"),
        (.url("http://ops:secret@host:81/base"), "http://host:81/base"),
        (.url("http://ops@host"), "http://host"),
        (.url("http://secret@secret@host"), "http://host"),
        (.url("http://host/a@b"), "http://host/a@b"),
        (.url("http://host:81/a@b"), "http://host:81/a@b"),
        (.url("ops:secret@host:81"), "host:81"),
        (.url("http://ops:pa/ss@host"), "http://host"),
        (.url("http://ops:pa?s#s@host"), "http://host"),
        (.url("http://host?a@b"), "http://host?a@b"),
        (.url("http://ops:secret@host/a@b"), "http://host/a@b"),
        (.url("host"), "host"),
        (.url(""), ""),
    ]

    @Test(arguments: descriptions)
    func `says where, but no password`(endpoint: APIEndpoint, description: String) {
        #expect("\(endpoint)" == description)
    }

    @Test func `without credentials a URL has none`() {
        #expect(APIEndpoint.url("http://host") == .url("http://host", .none))
    }
}
