import JobModel
import Testing

@Suite struct ShownPathTests {
    @Test(arguments: [
        ("a/été.sh", "a/été.sh"), ("a\u{1B}[2J", "a\\u{1B}[2J"), ("a\nb", "a\\nb"), ("a\u{202E}b", "a\\u{202E}b"),
    ])
    func `nothing in it steers a terminal`(path: String, shown: String) {
        #expect("\(ShownPath(path))" == shown)
    }

    @Test func `it ends where it gets too long`() {
        #expect("\(ShownPath(String(repeating: "a", count: 200)))".count == 200)
        #expect("\(ShownPath(String(repeating: "a", count: 5000)))" == String(repeating: "a", count: 200) + "…")
    }
}
