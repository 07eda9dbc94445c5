/// The line ends of a file that somebody edits in a form, where all lines end alike.
package enum LineEnds {
    /// Lines between the first and the last change that are compared with each other one by one, in either text.
    private static let comparedLines = 500

    private enum End: UInt8 {
        case none
        case lineFeed
        case carriageReturn
        case both

        var bytes: [UInt8] {
            switch self {
            case .none: []
            case .lineFeed: [10]
            case .carriageReturn: [13]
            case .both: [13, 10]
            }
        }
    }

    private struct Line {
        let content: ArraySlice<UInt8>
        let end: End
    }

    /// The edited text in which each line that was not changed ends as it did in the old one, and a changed one as most
    /// of the file's lines do.
    package static func restored(_ edited: String, from old: String) -> String {
        let (before, after) = (lines(of: old), lines(of: edited))
        let usual = usual(before)
        let isMixed = before.contains { $0.end != .none && $0.end != usual }
        let ends = isMixed ? ends(before, after, usual) : Array(repeating: usual, count: after.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(edited.utf8.count)
        for (line, end) in zip(after, ends) {
            bytes += line.content
            // What the last line was before it was the last may have had an end.
            if line.end != .none { bytes += end.bytes }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All lines; the last one has no end, and may be empty.
    private static func lines(of text: String) -> [Line] {
        let bytes = Array(text.utf8)
        var (lines, start, index): ([Line], Int, Int) = ([], 0, 0)
        while index < bytes.count {
            let end: End
            switch bytes[index] {
            case 10: end = .lineFeed
            case 13: end = index + 1 < bytes.count && bytes[index + 1] == 10 ? .both : .carriageReturn
            default: end = .none
            }
            if end != .none {
                lines.append(Line(content: bytes[start..<index], end: end))
                start = index + end.bytes.count
            }
            index += max(1, end.bytes.count)
        }
        return lines + [Line(content: bytes[start...], end: .none)]
    }

    private static func usual(_ lines: [Line]) -> End {
        let counts = Dictionary(lines.map { ($0.end, 1) }, uniquingKeysWith: +)
        var usual = End.lineFeed
        for end in [End.both, .carriageReturn] where counts[end, default: 0] > counts[usual, default: 0] { usual = end }
        return usual
    }

    private static func ends(_ before: [Line], _ after: [Line], _ usual: End) -> [End] {
        var ends = Array(repeating: usual, count: after.count)
        func keep(_ end: End, at index: Int) {
            if end != .none { ends[index] = end }
        }
        let shorter = min(before.count, after.count)
        var head = 0
        while head < shorter, before[head].content == after[head].content {
            keep(before[head].end, at: head)
            head += 1
        }
        var tail = 0
        while tail < shorter - head, before[before.count - 1 - tail].content == after[after.count - 1 - tail].content {
            keep(before[before.count - 1 - tail].end, at: after.count - 1 - tail)
            tail += 1
        }
        let (old, new) = (before[head..<before.count - tail], after[head..<after.count - tail])
        for (index, end) in matches(old, new) { keep(end, at: index) }
        return ends
    }

    /// Which of the new lines were there before, and how they ended.
    private static func matches(_ old: ArraySlice<Line>, _ new: ArraySlice<Line>) -> [(index: Int, end: End)] {
        guard max(old.count, new.count) <= comparedLines else { return matchesByContent(old, new) }
        let difference = new.difference(from: old) { $0.content == $1.content }
        let removed = Set(difference.removals.map(\.offset))
        let inserted = Set(difference.insertions.map(\.offset))
        let kept = old.enumerated().filter { !removed.contains($0.offset) }.map(\.element.end)
        let places = new.indices.filter { !inserted.contains($0 - new.startIndex) }
        return zip(places, kept).map { ($0, $1) }
    }

    /// Where very much was changed: the lines of the same content, one after the other.
    private static func matchesByContent(_ old: ArraySlice<Line>, _ new: ArraySlice<Line>) -> [(index: Int, end: End)] {
        var known: [ArraySlice<UInt8>: [End]] = [:]
        for line in old.reversed() { known[line.content, default: []].append(line.end) }
        return new.indices.compactMap { index in
            known[new[index].content]?.popLast().map { (index, $0) }
        }
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
