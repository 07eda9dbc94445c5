/// The part of a file that a `Range` header asks for (RFC 9110, section 14).
enum ByteRange: Sendable, Hashable {
    /// No range, several, or one that nobody understands: the whole file.
    case whole
    case part(Range<Int>)
    /// It begins behind the end.
    case unsatisfiable

    init(_ header: String?, size: Int) {
        self = Self.read(header, size) ?? .whole
    }

    private static func read(_ header: String?, _ size: Int) -> ByteRange? {
        guard let header, header.lowercased().hasPrefix("bytes=") else { return nil }
        let text = header.dropFirst("bytes=".count).filter { $0 != " " && $0 != "\t" }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard !text.contains(","), ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let count = number(ends[1]) else { return nil }
            return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        }
        guard let first = number(ends[0]) else { return nil }
        if ends[1].isEmpty { return first < size ? .part(first..<size) : .unsatisfiable }
        guard let last = number(ends[1]), last >= first else { return nil }
        return first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
    }

    /// Digits only; more than fit are as good as the largest.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text) ?? .max
    }
}
