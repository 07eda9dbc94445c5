import Testing

@testable import JobMonitoring

@Suite struct ScreenPainterTests {
    private func lines(_ texts: [String]) -> [ScreenLine] {
        texts.map { ScreenLine($0, width: 80) }
    }

    private func paint(_ painter: inout ScreenPainter, _ texts: [String]) -> String {
        String(decoding: painter.bytes(lines(texts)), as: UTF8.self)
    }

    @Test func `only what differs is written, all at once`() {
        var painter = ScreenPainter()
        let first = paint(&painter, ["one", "two", "three"])
        #expect(first.hasPrefix("\u{1B}[?2026h") && first.hasSuffix("\u{1B}[?2026l"))
        #expect(first.contains("\u{1B}[2J"))
        #expect(paint(&painter, ["one", "TWO", "three"]) == "\u{1B}[?2026h\u{1B}[2;1HTWO\u{1B}[K\u{1B}[?2026l")
        #expect(paint(&painter, ["one", "TWO", "three"]).isEmpty)
        #expect(paint(&painter, ["one"]).contains("\u{1B}[3;1H\u{1B}[K"))
    }

    @Test func `after it was forgotten, all of it is written`() {
        var painter = ScreenPainter()
        _ = paint(&painter, ["one"])
        painter.forget()
        #expect(paint(&painter, ["one"]).contains("\u{1B}[2J\u{1B}[1;1Hone"))
    }

    @Test func `a style ends with its line`() {
        var painter = ScreenPainter()
        let bytes = painter.bytes([ScreenLine("x", .turned, width: 9)])
        #expect(String(decoding: bytes, as: UTF8.self).contains("\u{1B}[7mx\u{1B}[0m"))
    }
}
