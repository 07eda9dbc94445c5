import Testing

@testable import HTTPAPI

@Suite struct JobPageTests {
    @Test(arguments: [
        ("<script>", "&lt;script&gt;"), ("a&b", "a&amp;b"), ("\"'", "&quot;&#39;"), ("<\u{301}b>", "&lt;\u{301}b&gt;"),
        ("plain é", "plain é"),
    ])
    func `text is text in a page`(text: String, shown: String) {
        #expect(JobPage.escaped(text) == shown)
    }
}
