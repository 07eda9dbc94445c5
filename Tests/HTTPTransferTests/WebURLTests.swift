import HTTPTransfer
import Testing

@Suite struct WebURLTests {
    @Test func `takes out what is not sent as a part of it`() throws {
        let url = try WebURL("https://ops:p%40ss@host.example:8443/a/b?x=1#part")
        #expect(url.text == "https://host.example:8443/a/b?x=1")
        #expect(url.scheme == "https")
        #expect(url.host == "host.example")
        #expect(url.user == "ops")
        #expect(url.password == "p@ss")
        #expect(url.query == "x=1")
        #expect(url.fragment == "part")
    }

    @Test(arguments: ["", "host", "ftp://host/", "file:///etc/passwd", "javascript:alert(1)", "//host/x"])
    func `other schemes are refused`(text: String) {
        #expect(throws: WebURL.Fault.scheme) { try WebURL(text) }
    }

    @Test(arguments: ["http://", "http://a b/", "http://host:99999/", "http://host\0/"])
    func `what is malformed is refused with a reason`(text: String) {
        let error = #expect(throws: WebURL.Fault.self) { try WebURL(text) }
        let hasReason = if case .malformed(let reason)? = error { !reason.isEmpty } else { false }
        #expect(hasReason)
    }
}
