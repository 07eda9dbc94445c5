import Testing

@testable import JobMonitoring

@Suite struct MonitorKeyTests {
    @Test(arguments: [
        ("q", [MonitorKey.character("q")]), ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[5~", [.pageUp]),
        ("\u{1B}[6~", [.pageDown]), ("\u{1B}[1~", [.home]), ("\u{1B}[F", [.end]), ("\u{1B}", [.escape]),
        ("\r", [.enter]), ("\u{7F}", [.erase]), ("\u{3}", [.interrupt]), ("\u{1A}", [.suspend]), ("\u{C}", [.redraw]),
        ("é漢", [.character("é"), .character("漢")]), ("\u{1B}[200~", []), ("\u{1B}[1;5A", [.up]), ("\u{1B}[", []),
        ("a\u{1B}[Bb", [.character("a"), .down, .character("b")]), ("\u{0}\u{1}", []),
    ])
    func `what a terminal sends is keys`(text: String, keys: [MonitorKey]) {
        #expect(MonitorKey.keys(Array(text.utf8)) == keys)
    }

    @Test func `bytes that are no text are no keys`() {
        #expect(MonitorKey.keys([0xFF, 0x41]) == [])
        #expect(MonitorKey.keys([0xC3]) == [])
    }
}
