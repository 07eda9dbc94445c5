import Testing

@testable import Dashboard

/// A file that is edited in a form keeps its line ends where nothing was changed.
@Suite struct LineEndsTests {
    @Test(arguments: [
        // Of one kind: all lines, new ones too.
        ("a\nb\n", "a\nB\nc\n", "a\nB\nc\n"),
        ("a\r\nb\r\n", "a\nB\nc\n", "a\r\nB\r\nc\r\n"),
        ("a\rb\r", "a\nB\n", "a\rB\r"),
        // Mixed: each as it was, what is new as most are.
        ("a\nb\r\nc\nd\n", "a\nb\nC\nd\n", "a\nb\r\nC\nd\n"),
        ("a\r\nb\nc\r\n", "a\nnew\nb\nc\n", "a\r\nnew\r\nb\nc\r\n"),
        ("x\r\na\ny\r\na\r\nz\n", "X\na\ny\na\nZ\n", "X\r\na\ny\r\na\r\nZ\r\n"),
        // The last line has an end or none, as it was written.
        ("a\r\nb\nc", "a\nb\nc", "a\r\nb\nc"),
        ("a\r\nb\nc", "a\nb\nc\n", "a\r\nb\nc\n"),
        ("a\nb\r\nc\n", "a\nb", "a\nb"),
        ("", "a\nb\n", "a\nb\n"),
        ("a\r\nb\n", "", ""),
        // Forms send both characters.
        ("a\nb\r\nc\n", "a\r\nb\r\nc\r\nd\r\n", "a\nb\r\nc\nd\n"),
    ])
    func `lines that were not changed end as they did`(old: String, edited: String, saved: String) {
        #expect(Array(LineEnds.restored(edited, from: old).utf8) == Array(saved.utf8))
    }

    @Test func `what was not changed at all stays as it is, however long it is`() {
        let old = (0..<5000).map { "line \($0 % 700)\($0 % 3 == 0 ? "\r\n" : "\n")" }.joined()
        let shown = old.replacing("\r\n", with: "\n")
        #expect(LineEnds.restored(shown, from: old) == old)
        // Changed from its first to its last line, too much to be compared line by line: most are known by their content.
        let changed = "first\n\(shown)last\n"
        #expect(Array(LineEnds.restored(changed, from: old).utf8) == Array("first\n\(old)last\n".utf8))
    }
}
