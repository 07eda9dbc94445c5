/// Makes a terminal show other lines: only those that differ are written, and all at once where it can do that.
package struct ScreenPainter: Sendable {
    /// Another screen than that of the shell, and no cursor.
    package static let enter = Array("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J".utf8)
    /// The shell's screen as it was.
    package static let leave = Array("\u{1B}[?25h\u{1B}[?1049l".utf8)
    private static let begin = "\u{1B}[?2026h"
    private static let end = "\u{1B}[?2026l"

    private var shown: [ScreenLine] = []
    private var isKnown = false

    package init() {}

    /// What the terminal shows is not known any more: its size is another, or somebody else wrote on it.
    package mutating func forget() {
        isKnown = false
    }

    /// Nothing where nothing differs.
    package mutating func bytes(_ lines: [ScreenLine]) -> [UInt8] {
        var text = isKnown ? "" : "\u{1B}[0m\u{1B}[2J"
        for row in 0..<max(lines.count, isKnown ? shown.count : 0) {
            let line = row < lines.count ? lines[row] : nil
            if isKnown, row < shown.count, line == shown[row] { continue }
            text += "\u{1B}[\(row + 1);1H"
            if let line {
                text += line.style == .plain ? line.text : "\u{1B}[\(line.style.rawValue)m\(line.text)\u{1B}[0m"
            }
            text += "\u{1B}[K"
        }
        shown = lines
        isKnown = true
        return text.isEmpty ? [] : Array("\(Self.begin)\(text)\(Self.end)".utf8)
    }
}
