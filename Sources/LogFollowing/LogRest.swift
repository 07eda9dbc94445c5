/// What is in a log behind a place, over all of its files: for who reads on from time to time and holds nothing open in
/// between.
package struct LogRest: Sendable {
    /// The longest line that is waited for; one that is longer comes in pieces.
    private static let longestLine = LogReader.longestLine
    private static let readSize = 256 * 1024
    /// More than `log.files` may say.
    private static let mostFiles = 1001

    package struct Part: Sendable {
        package let file: OpenLogFile
        package let range: Range<Int>
        /// Whether nothing more is written to it.
        let isComplete: Bool

        /// The next whole lines, so many bytes or one line at least; `nil` where there are none yet.
        package func lines(from offset: Int) -> [UInt8]? {
            var bytes = file.read(at: offset, upTo: min(readSize, range.upperBound - offset))
            while !bytes.contains(10), bytes.count <= longestLine, offset + bytes.count < range.upperBound {
                let more = file.read(
                    at: offset + bytes.count,
                    upTo: min(readSize, range.upperBound - offset - bytes.count)
                )
                if more.isEmpty { break }
                bytes += more
            }
            let isAll = isComplete && offset + bytes.count >= range.upperBound || bytes.count > longestLine
            if let newline = bytes.lastIndex(of: 10) {
                if !isAll || bytes.count > longestLine { bytes.removeLast(bytes.count - newline - 1) }
            } else if !isAll {
                return nil
            }
            return bytes.isEmpty ? nil : bytes
        }
    }

    /// The oldest first; without one where there is no such log.
    package private(set) var parts: [Part]
    /// Whether these are all of the lines behind the place: its file is still there.
    package let isWhole: Bool
    /// Where to go on instead of the place: the end of its file, which has become shorter than that; else `nil`.
    package let cut: LogPosition?

    package var byteCount: Int { parts.reduce(0) { $0 + $1.range.count } }

    /// Looks at the files of the log; blocks on the disk.
    ///
    /// Without a position all there is counts. `older`: names of the files that the log had before, counted from 1.
    package init(of path: String, behind position: LogPosition?, older: (Int) -> String) {
        var parts: [Part] = []
        var missing = 0
        // The newest first, so that a file that moves on meanwhile is met twice and not missed.
        for number in 0...Self.mostFiles {
            guard let file = OpenLogFile(number == 0 ? path : older(number)) else {
                missing += 1
                // One may be missing while the log rolls.
                if missing > 1 { break }
                continue
            }
            missing = 0
            if parts.contains(where: { $0.file.inode == file.inode }) { continue }
            let size = file.size
            let place = position.flatMap { Self.place($0, in: file, size: size) }
            parts.append(Part(file: file, range: (place ?? 0)..<size, isComplete: !parts.isEmpty))
            guard let place else { continue }
            self.parts = parts.reversed()
            isWhole = true
            cut = place == position?.offset ? nil : file.position(after: place)
            return
        }
        self.parts = parts.reversed()
        isWhole = position == nil
        cut = nil
    }

    /// Where to go on in a file, if the position is one in it.
    ///
    /// A file that is shorter was cut by its writer, for whom the disk was full: what it took back was sent. One that has
    /// no end of a line before the place has grown again since, and is read from its beginning.
    private static func place(_ position: LogPosition, in file: OpenLogFile, size: Int) -> Int? {
        let head = file.head(before: min(size, position.offset))
        guard position == LogPosition(inode: file.inode, head: head, offset: position.offset) else { return nil }
        let place = min(position.offset, size)
        let isAtLine = place == 0 || place == size || file.read(at: place - 1, upTo: 1) == [10]
        return isAtLine ? place : nil
    }

    /// Leaves out files that came before the last so many bytes.
    package mutating func keepNewest(_ count: Int) {
        while let first = parts.first, byteCount - first.range.count >= count { parts.removeFirst() }
    }
}
