import Glibc

/// Looking for a place in a log without reading it from its beginning.
extension OpenLogFile {
    /// What a search came to.
    package struct Finding: Sendable, Hashable {
        /// Where the line with the text begins; `nil` where it was not found.
        package let line: Int?
        /// How far it was looked: another search goes on here.
        package let reached: Int
    }

    /// Bytes that one search looks through.
    package static let searchedBytes = 256 * 1024 * 1024
    private static let chunkSize = 1024 * 1024
    /// A line is not looked at further than this for its beginning.
    private static let longestLine = 1024 * 1024 + 256

    /// The last line before `end` that holds the text.
    package func last(_ text: SearchedText, before end: Int, limit: Int = searchedBytes) -> Finding {
        let floor = max(0, end - limit)
        var position = end
        while position > floor {
            let start = max(floor, position - Self.chunkSize)
            // What crosses the border of two chunks begins in the one that is looked at later.
            let bytes = read(at: start, upTo: min(end, position + text.longest - 1) - start)
            if let index = text.lastPlace(in: bytes) {
                return Finding(line: lineStart(at: start + index), reached: start + index)
            }
            position = start
        }
        return Finding(line: nil, reached: floor)
    }

    /// The first line that begins at `start` or behind it and holds the text.
    package func first(_ text: SearchedText, from start: Int, limit: Int = searchedBytes) -> Finding {
        let ceiling = min(size, start + limit)
        var position = start
        while position < ceiling {
            let bytes = read(at: position, upTo: min(Self.chunkSize, ceiling - position) + text.longest - 1)
            if bytes.isEmpty { break }
            if let index = text.firstPlace(in: bytes) {
                return Finding(line: lineStart(at: position + index), reached: position + index)
            }
            position += Self.chunkSize
        }
        return Finding(line: nil, reached: ceiling)
    }

    /// Where the last lines begin that hold the text, and how many they are: so many, or all there are.
    ///
    /// Without a text, any lines.
    func lastLines(_ count: Int, with text: SearchedText?, from floor: Int, before end: Int) -> (start: Int, found: Int)
    {
        var (position, start, found) = (end, end, 0)
        while position > floor, found < count {
            let begin = max(floor, position - Self.chunkSize)
            let bytes = read(at: begin, upTo: min(end, position + (text?.longest ?? 1) - 1) - begin)
            for place in (text?.places(in: bytes) ?? Self.lineStarts(in: bytes, isFirst: begin == floor)).reversed() {
                guard begin + place < start else { continue }
                // Most lines begin in the same piece.
                let known = text == nil ? place : bytes[..<place].lastIndex(of: 10).map { $0 + 1 }
                start = max(floor, known.map { begin + $0 } ?? lineStart(at: begin + place))
                found += 1
                if found == count { break }
            }
            position = begin
        }
        return (start, found)
    }

    /// `isFirst`: a line begins where the bytes do.
    private static func lineStarts(in bytes: [UInt8], isFirst: Bool) -> [Int] {
        (isFirst && !bytes.isEmpty ? [0] : []) + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    }

    /// Where the first line begins that was written at this moment or later: `2031-02-03T04:05:06.789Z`.
    ///
    /// By halving: lines are in the order of their times, but for a clock that was set back.
    package func line(since time: String) -> Int {
        let wanted = Array(time.utf8)
        var (low, high) = (0, size)
        while low < high {
            let middle = (low + high) / 2
            guard let (start, stamp) = stamp(from: middle), start < high else {
                high = middle
                continue
            }
            if stamp.lexicographicallyPrecedes(wanted) { low = start + 1 } else { high = middle }
        }
        return stamp(from: low)?.start ?? size
    }

    /// The first line from here on that has a stamp.
    private func stamp(from offset: Int) -> (start: Int, stamp: [UInt8])? {
        let begin = offset == 0 ? 0 : offset - 1
        let bytes = read(at: begin, upTo: Self.longestLine)
        var index = offset == 0 ? 0 : bytes.firstIndex(of: 10).map { $0 + 1 }
        while let start = index {
            if start + Self.stampLength < bytes.count, bytes[start] == UInt8(ascii: "["),
                bytes[start + 24] == UInt8(ascii: "Z")
            {
                return (begin + start, Array(bytes[start + 1...start + 24]))
            }
            index = bytes[start...].firstIndex(of: 10).map { $0 + 1 }
        }
        return nil
    }

    /// Bytes of `[2031-02-03T04:05:06.789Z`.
    private static let stampLength = 25

    private func lineStart(at offset: Int) -> Int {
        let floor = max(0, offset - Self.longestLine)
        let bytes = read(at: floor, upTo: offset - floor)
        return bytes.lastIndex(of: 10).map { floor + $0 + 1 } ?? floor
    }
}
