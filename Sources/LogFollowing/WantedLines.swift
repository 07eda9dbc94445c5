/// Which lines of a log somebody wants, over all of its files: those from a moment on, those with a text, the last of
/// them.
package struct WantedLines: Sendable {
    /// `2031-02-03T04:05:06.789Z`.
    package var since: String?
    package var text: SearchedText?
    /// As many of the last lines that are wanted.
    package var tail: Int?

    /// A part of one file of the log.
    package struct Part: Sendable {
        package let file: OpenLogFile
        package let range: Range<Int>
    }

    package init() {}

    /// Whether it says no more than how many lines.
    package var isPlain: Bool { since == nil && text == nil }

    /// Where the wanted lines are, the oldest file first; blocks on the disk.
    ///
    /// `older`: names of the files that the log had before, counted from 1.
    package func parts(of path: String, older: (Int) -> String) -> [Part] {
        var parts: [Part] = []
        var left = tail ?? .max
        var number = 0
        while left > 0 || parts.isEmpty {
            guard let file = OpenLogFile(number == 0 ? path : older(number)) else {
                // It rolls at this moment, or its first line is still to come.
                if number >= JoinedLog.olderFiles.upperBound { break }
                number += 1
                continue
            }
            number += 1
            // It has rolled since the one before was opened.
            if parts.contains(where: { $0.file.inode == file.inode }) { continue }
            let end = file.size
            let floor = since.map(file.line(since:)) ?? 0
            let (start, found) = tail == nil ? (floor, 0) : file.lastLines(left, with: text, from: floor, before: end)
            parts.append(Part(file: file, range: start..<max(start, end)))
            left -= found
            // What is older than this file's beginning is too old.
            if floor > 0 { break }
        }
        return parts.reversed()
    }
}
