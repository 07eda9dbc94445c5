import Glibc

/// Lets through the lines that hold a text.
package struct LineFilter: Sendable {
    /// Bytes of an unfinished line that are waited with; what is longer counts as one.
    private static let longestLine = LogReader.longestLine

    /// `nil` lets everything through.
    private let text: SearchedText?
    private var rest: [UInt8] = []

    package init(_ text: SearchedText?) {
        self.text = text
    }

    /// Of these bytes and what was unfinished before them, the lines that are wanted.
    package mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        guard text != nil else { return bytes }
        rest += bytes
        let end = rest.lastIndex(of: 10).map { $0 + 1 } ?? (rest.count > Self.longestLine ? rest.count : 0)
        let lines = Array(rest[..<end])
        rest.removeFirst(end)
        return wanted(lines)
    }

    /// The last line, where it has no end.
    package mutating func finish() -> [UInt8] {
        defer { rest = [] }
        return wanted(rest)
    }

    /// Of whole lines, those that are wanted.
    package func wanted(_ lines: [UInt8]) -> [UInt8] {
        guard let text, !lines.isEmpty else { return lines }
        var (wanted, end): ([UInt8], Int) = ([], 0)
        for place in text.places(in: lines) where place >= end {
            let start = lines[end..<place].lastIndex(of: 10).map { $0 + 1 } ?? end
            end = lines[place...].firstIndex(of: 10).map { $0 + 1 } ?? lines.count
            wanted += lines[start..<end]
        }
        return wanted
    }
}
