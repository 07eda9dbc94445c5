import JobModel
import LogFollowing
import ProcessSupervision

/// Lines of some logs that are sent together, and how far each log has gone when they are.
///
/// It holds the only copy of lines in memory: what it may hold is limited, and it is thrown away when the receiver does not
/// take it, to be read again.
package struct LogBatch: Sendable {
    package struct Limits: Sendable, Hashable {
        package let records: Int
        /// Of text; the last line may come on top.
        package let bytes: Int

        package init(records: Int, bytes: Int) {
            self.records = records
            self.bytes = bytes
        }
    }

    /// Logs that are read for one batch.
    static let maximumLogs = 64

    /// One line, and what is behind it.
    private struct Item {
        let share: Int
        let end: Place
        let bytes: Int
        let lost: Int
    }

    private struct Place {
        /// `nil` where there is no file at all.
        let file: OpenLogFile?
        let offset: Int
    }

    /// What became of one log.
    struct Progress {
        /// As it was before.
        let entry: LogBacklog.Entry
        /// `nil` where it has not moved.
        var place: LogPosition??
        var bytes = 0
        var lost = 0
        /// Whether there was nothing more in it.
        var isAtEnd: Bool
    }

    private struct Share {
        var entry: LogBacklog.Entry
        /// Where the log goes on, whatever is taken of it.
        var cut: LogPosition?
        var isAtEnd = false
    }

    private(set) var records: [LogRecord] = []
    private var items: [Item] = []
    private var shares: [Share] = []
    private var bytes = 0
    let limits: Limits

    init(_ limits: Limits) {
        self.limits = limits
    }

    var isFull: Bool {
        records.count >= limits.records || bytes >= limits.bytes || shares.count >= Self.maximumLogs
    }

    /// A line of no log.
    mutating func add(_ notice: LogRecord) {
        records.append(notice)
        items.append(Item(share: -1, end: Place(file: nil, offset: 0), bytes: 0, lost: 0))
    }

    /// Reads on in a log; blocks on the disk.
    ///
    /// `now`: for the line that says what is missing.
    mutating func read(_ entry: LogBacklog.Entry, behind position: LogPosition?, now: Timestamp) {
        let log = entry.log
        var rest = LogRest(of: log.path, behind: position) { RolledLogName.older(log.path, $0) }
        shares.append(Share(entry: entry, cut: rest.cut))
        if !rest.isWhole {
            if let unread = entry.unread { rest.keepNewest(unread) }
            noteGap(log, rest, entry.unread, now)
        } else if position == nil, let unread = entry.unread {
            // The first of its files may be gone before anybody has seen it.
            noteGap(log, rest, unread, now)
        } else if entry.unread == nil {
            shares[shares.count - 1].entry.unread = rest.byteCount
        }
        for part in rest.parts {
            var offset = part.range.lowerBound
            while offset < part.range.upperBound {
                guard records.count < limits.records, bytes < limits.bytes else { return }
                guard let lines = part.lines(from: offset) else { break }
                guard take(lines, of: log, in: part.file, at: &offset) else { return }
            }
        }
        shares[shares.count - 1].isAtEnd = true
    }

    /// Whether all lines had room.
    private mutating func take(
        _ lines: [UInt8],
        of log: WrittenLog,
        in file: OpenLogFile,
        at offset: inout Int
    ) -> Bool {
        var start = lines.startIndex
        while start < lines.endIndex {
            guard records.count < limits.records, bytes < limits.bytes else { return false }
            let newline = lines[start...].firstIndex(of: 10)
            let next = newline.map { $0 + 1 } ?? lines.endIndex
            records.append(LogRecord(lines[start..<(newline ?? next)], of: log))
            offset += next - start
            append(Place(file: file, offset: offset), bytes: next - start)
            start = next
        }
        return true
    }

    private mutating func append(_ end: Place, bytes count: Int, lost: Int = 0) {
        items.append(Item(share: shares.count - 1, end: end, bytes: count, lost: lost))
        bytes += count
    }

    /// The file that was read is gone.
    private mutating func noteGap(_ log: WrittenLog, _ rest: LogRest, _ unread: Int?, _ now: Timestamp) {
        let lost = unread.map { max(0, $0 - rest.byteCount) }
        // Emptied or removed after all of it was sent.
        guard lost != 0 else { return }
        let count = lost.map { "\($0) bytes" } ?? "lines"
        let text = "\(count) of this log are missing here: they were removed before they could be sent"
        records.append(LogRecord(notice: text, of: log, at: now))
        append(Place(file: rest.parts.first?.file, offset: 0), bytes: 0, lost: lost ?? 0)
    }

    /// How far each log is when the first so many records are dealt with.
    func progress(after taken: Int) -> [Progress] {
        var progress = shares.map { share in
            Progress(entry: share.entry, place: share.cut.map { .some($0) }, isAtEnd: share.isAtEnd)
        }
        var places: [Int: Place] = [:]
        for item in items.prefix(taken) where item.share >= 0 {
            progress[item.share].bytes += item.bytes
            progress[item.share].lost += item.lost
            places[item.share] = item.end
        }
        for item in items.dropFirst(taken) where item.share >= 0 { progress[item.share].isAtEnd = false }
        for (share, place) in places {
            progress[share].place = .some(place.file?.position(after: place.offset))
        }
        return progress
    }
}
