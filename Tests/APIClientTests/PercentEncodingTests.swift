import APIClient
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("%41", "%2541"), ("+", "%2B"),
        ("é", "%C3%A9"), ("😀", "%F0%9F%98%80"), ("?&=#;:@", "%3F%26%3D%23%3B%3A%40"), ("\r\n\0", "%0D%0A%00"),
        ("\u{7F}", "%7F"), ("..", ".."),
    ])
    func `one segment stays one`(text: String, encoded: String) {
        #expect(PercentEncoding.segment(text) == encoded)
    }

    @Test func `a path joins segments`() {
        #expect(PercentEncoding.path(["api", "jobs", "a b/c"]) == "/api/jobs/a%20b%2Fc")
        #expect(PercentEncoding.path([]) == "/")
    }

    @Test func `a query joins names and values, also equal and empty ones`() {
        let items = [
            (name: "a", value: "1"), (name: "b c", value: "x&y=z"), (name: "a", value: ""), (name: "", value: "é"),
        ]
        #expect(PercentEncoding.query(items) == "a=1&b%20c=x%26y%3Dz&a=&=%C3%A9")
        #expect(PercentEncoding.query([]).isEmpty)
    }
}
