import Testing

@testable import JobModel

@Suite struct JobNameTests {
    @Test(arguments: ["a", "7", "Report", "nightly-report_2", "0-_", String(repeating: "x", count: 64)])
    func `takes letters, digits, dashes and underscores`(text: String) throws {
        let name = try JobName(text)
        #expect(name.text == text)
        #expect("\(name)" == text)
    }

    @Test(arguments: [
        ("", "it is empty"),
        ("-a", "it must start with a letter or digit (a-z, A-Z, 0-9)"),
        ("_a", "it must start with a letter or digit (a-z, A-Z, 0-9)"),
        (".git", "it must start with a letter or digit (a-z, A-Z, 0-9)"),
        ("..", "it must start with a letter or digit (a-z, A-Z, 0-9)"),
        ("äpfel", "it must start with a letter or digit (a-z, A-Z, 0-9)"),
        ("a b", "\" \" is not allowed; use letters, digits, \"-\" and \"_\""),
        ("a/b", "\"/\" is not allowed; use letters, digits, \"-\" and \"_\""),
        ("a.b", "\".\" is not allowed; use letters, digits, \"-\" and \"_\""),
        ("aé", "\"\\u{00E9}\" is not allowed; use letters, digits, \"-\" and \"_\""),
        ("a\n", "\"\\n\" is not allowed; use letters, digits, \"-\" and \"_\""),
        ("a\0", "\"\\0\" is not allowed; use letters, digits, \"-\" and \"_\""),
    ])
    func `refuses anything else and says why`(text: String, reason: String) {
        let error = #expect(throws: InvalidJobName.self) { try JobName(text) }
        #expect(error == InvalidJobName(text: text, reason: reason))
    }

    @Test func `counts the bytes of a name that is too long`() {
        let error = #expect(throws: InvalidJobName.self) { try JobName(String(repeating: "x", count: 65)) }
        #expect(error?.reason == "it has 65 bytes, at most 64 are allowed")
    }

    @Test func `a refusal stays on one line`() {
        let error = #expect(throws: InvalidJobName.self) { try JobName("a\nb\u{1B}[1m") }
        #expect(error?.description.hasPrefix("\"a\\nb\\u{1B}[1m\" is not a job name: ") == true)
    }

    @Test func `sorts by its bytes`() throws {
        let names = try ["b", "a-1", "a", "B", "10", "9"].map(JobName.init).sorted()
        #expect(names.map(\.text) == ["10", "9", "B", "a", "a-1", "b"])
    }
}
