import Testing

@testable import JobMonitoring

@Suite struct ScreenLineTests {
    @Test(arguments: [
        ("plain é 漢", "plain é 漢"), ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\rb\nc", "a\\rb\\nc"),
        ("\u{202E}exe.cod", "\\u{202E}exe.cod"), ("a\tb", "a    b"), ("\u{9B}2J", "\\u{009B}2J"),
    ])
    func `nothing in a text steers the terminal`(text: String, shown: String) {
        #expect(ScreenLine.shown(text) == shown)
        #expect(ScreenLine(text, width: 80).text == shown)
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("漢字漢", 5, "漢字…"), ("漢字", 4, "漢字"), ("漢字", 3, "漢…"), ("a", 0, ""),
        ("e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"),
    ])
    func `a line has as many cells as there are`(text: String, width: Int, fitted: String) {
        #expect(ScreenLine.fitted(text, width) == fitted)
        #expect(ScreenLine.cells(ScreenLine.fitted(text, width)) <= max(0, width))
    }

    @Test func `columns are as wide as they are said to be`() {
        #expect(ScreenLine.column("ab", 4) == "ab  ")
        #expect(ScreenLine.column("漢", 4) == "漢  ")
        #expect(ScreenLine.column("abcdef", 4) == "abc…")
    }
}
