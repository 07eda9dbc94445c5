import JobModel

/// Looks through one stream of a job for the line that somebody waits for.
///
/// Only the beginning of each line counts, so that a line without an end costs neither memory nor time.
struct LineWatch {
    /// Bytes of a line that are looked at.
    static let lookedAt = 8192

    private let wanted: WantedLine
    private let matches: (String) -> Bool
    private var rest: [UInt8] = []

    init(_ wanted: WantedLine) {
        self.wanted = wanted
        matches = wanted.pattern.matcher()
    }

    /// Looks at the lines that this chunk completes; true when the line was there and nothing more need be looked at.
    mutating func append(_ chunk: UnsafeRawBufferPointer) -> Bool {
        for piece in chunk.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
            keep(piece)
            if isWanted() { return true }
        }
        let end = chunk.lastIndex(of: 10).map { $0 + 1 } ?? 0
        keep(UnsafeRawBufferPointer(rebasing: chunk[end...])[...])
        return false
    }

    private mutating func keep(_ piece: Slice<UnsafeRawBufferPointer>) {
        rest.append(contentsOf: piece.prefix(max(0, Self.lookedAt - rest.count)))
    }

    private mutating func isWanted() -> Bool {
        defer { rest.removeAll(keepingCapacity: true) }
        if rest.last == 13 { rest.removeLast() }
        guard matches(String(decoding: rest, as: UTF8.self)) else { return false }
        wanted.found()
        return true
    }
}
