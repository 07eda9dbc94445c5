import Glibc

/// Finds what must not be read in a log, and puts `***` in its place.
///
/// Of a value with several lines, each line is looked for by itself, since a log is made of lines. What is shorter than
/// ``minimumLength`` is left alone: hiding every `1` would make a log unreadable and tell more than it hides. A value
/// that a job writes in another form (base64, parts of it) is not found.
package struct OutputMask: Sendable {
    /// Bytes.
    package static let minimumLength = 6
    private static let replacement = Array("***".utf8)

    /// By their first two bytes, the longest first.
    private let patterns: [UInt16: [[UInt8]]]
    /// Whether any pattern begins with these two bytes.
    private let beginnings: [Bool]
    /// Bytes of the longest pattern.
    let longest: Int

    /// `nil` when there is nothing to be found.
    package init?(values: [[UInt8]]) {
        let lines = values.flatMap { $0.split(separator: 10) }.map { $0.last == 13 ? $0.dropLast() : $0 }
        let unique = Set(lines.map(Array.init)).filter { $0.count >= Self.minimumLength }
        guard !unique.isEmpty else { return nil }
        patterns = Dictionary(grouping: unique) { Self.beginning($0[0], $0[1]) }
            .mapValues { $0.sorted { $0.count > $1.count } }
        var beginnings = [Bool](repeating: false, count: 1 << 16)
        for beginning in patterns.keys { beginnings[Int(beginning)] = true }
        self.beginnings = beginnings
        longest = unique.map(\.count).max() ?? 0
    }

    /// Appends the line with every match replaced.
    func append(_ line: UnsafeRawBufferPointer, to output: inout LineBuffer) {
        var start = 0
        while let match = firstMatch(in: line, from: start) {
            output.append(UnsafeRawBufferPointer(rebasing: line[start..<match.lowerBound]))
            output.append(Self.replacement)
            start = match.upperBound
        }
        output.append(UnsafeRawBufferPointer(rebasing: line[start...]))
    }

    /// Where a line that is too long may be broken: at most at its end, and not where a match could go on behind it.
    func breakingPoint(of line: UnsafeRawBufferPointer) -> Int {
        let latest = max(1, line.count - longest + 1)
        var start = 0
        while let match = firstMatch(in: line, from: start), match.lowerBound < latest {
            if match.upperBound > latest { return match.upperBound }
            start = match.upperBound
        }
        return latest
    }

    private func firstMatch(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        // Taken out of the array once: every byte of the job passes here.
        beginnings.withUnsafeBufferPointer { beginnings in
            var index = start
            while index + Self.minimumLength <= text.count {
                let beginning = Self.beginning(text[index], text[index + 1])
                if beginnings[Int(beginning)], let count = match(at: index, beginning, text) {
                    return index..<index + count
                }
                index += 1
            }
            return nil
        }
    }

    private func match(at index: Int, _ beginning: UInt16, _ text: UnsafeRawBufferPointer) -> Int? {
        patterns[beginning]?.first { text[index...].starts(with: $0) }?.count
    }

    private static func beginning(_ first: UInt8, _ second: UInt8) -> UInt16 {
        UInt16(first) << 8 | UInt16(second)
    }
}
