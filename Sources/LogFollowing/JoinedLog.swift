/// A log whose older files are a part of it, as if all were one file: the output of a run, of which the middle may have
/// been cut out.
///
/// Its offsets count what is there. They grow as long as nothing is cut out; whoever must go on at a place for certain
/// names it by its ``LogPosition``.
package struct JoinedLog: Sendable {
    /// Older files that there may be, with one missing between them while the log rolls.
    package static let olderFiles = 1...3
    /// Looks at a log that rolls at the same moment.
    private static let attempts = 3

    package struct Part: Sendable {
        package let file: OpenLogFile
        /// Where its bytes are in the whole.
        package let range: Range<Int>
    }

    package let parts: [Part]

    package var size: Int { parts.last?.range.upperBound ?? 0 }

    /// `nil` while there is no such log.
    ///
    /// `older`: the names of the older files, counted from 1, where they are a part of it.
    package init?(_ path: String, older: ((Int) -> String)?) {
        for _ in 0..<Self.attempts {
            guard let newest = OpenLogFile(path) else { continue }
            var files = [newest]
            // The newest first, so that a file that moves on meanwhile is met twice and not missed.
            for name in older.map(Self.olderFiles.map) ?? [] {
                guard let file = OpenLogFile(name) else { continue }
                if !files.contains(where: { $0.inode == file.inode }) { files.append(file) }
            }
            guard files.count == 1 || OpenLogFile.inode(of: path) == newest.inode else { continue }
            self.init(files.reversed())
            return
        }
        return nil
    }

    private init(_ files: [OpenLogFile]) {
        var parts: [Part] = []
        for file in files {
            let start = parts.last?.range.upperBound ?? 0
            parts.append(Part(file: file, range: start..<start + file.size))
        }
        self.parts = parts
    }

    /// The pieces of a range, in their order, each with its place in its own file.
    package func pieces(of range: Range<Int>) -> [(file: OpenLogFile, range: Range<Int>)] {
        parts.compactMap { part in
            let wanted = part.range.clamped(to: range)
            guard !wanted.isEmpty else { return nil }
            let start = part.range.lowerBound
            return (part.file, wanted.lowerBound - start..<wanted.upperBound - start)
        }
    }

    package func read(at offset: Int, upTo limit: Int) -> [UInt8] {
        pieces(of: offset..<offset + max(0, limit)).flatMap {
            $0.file.read(at: $0.range.lowerBound, upTo: $0.range.count)
        }
    }

    /// Where the last lines before `end` begin.
    package func start(ofLastLines count: Int, before end: Int) -> Int {
        guard count > 0 else { return end }
        var left = count
        for part in parts.reversed() where part.range.lowerBound < end {
            let limit = min(end, part.range.upperBound) - part.range.lowerBound
            let start = part.file.start(ofLastLines: left, before: limit)
            if start > 0 { return part.range.lowerBound + start }
            left -= part.file.lastLines(left, with: nil, from: 0, before: limit).found
            if left == 0 { return part.range.lowerBound }
        }
        return 0
    }

    /// The place behind so many bytes, from which the log can be followed.
    package func position(after offset: Int) -> LogPosition? {
        let part = parts.first { offset <= $0.range.upperBound } ?? parts.last
        return part.map { $0.file.position(after: min(offset, $0.range.upperBound) - $0.range.lowerBound) }
    }
}

/// Looking for a place, as in one file.
extension JoinedLog {
    package func line(since time: String) -> Int {
        for part in parts {
            let place = part.file.line(since: time)
            if place < part.range.count { return part.range.lowerBound + place }
        }
        return size
    }

    package func first(_ text: SearchedText, from start: Int) -> OpenLogFile.Finding {
        var (reached, left) = (start, OpenLogFile.searchedBytes)
        for part in parts where part.range.upperBound > start && left > 0 {
            let begin = max(0, start - part.range.lowerBound)
            let finding = part.file.first(text, from: begin, limit: left)
            reached = part.range.lowerBound + finding.reached
            if let line = finding.line { return .init(line: part.range.lowerBound + line, reached: reached) }
            left -= finding.reached - begin
        }
        return .init(line: nil, reached: reached)
    }

    package func last(_ text: SearchedText, before end: Int) -> OpenLogFile.Finding {
        var (reached, left) = (end, OpenLogFile.searchedBytes)
        for part in parts.reversed() where part.range.lowerBound < end && left > 0 {
            let before = min(end, part.range.upperBound) - part.range.lowerBound
            let finding = part.file.last(text, before: before, limit: left)
            reached = part.range.lowerBound + finding.reached
            if let line = finding.line { return .init(line: part.range.lowerBound + line, reached: reached) }
            left -= before - finding.reached
        }
        return .init(line: nil, reached: reached)
    }
}
