import ProcessSupervision

/// Logs in which there may be more than was sent, in the order in which they have their turn.
struct LogBacklog {
    /// Logs that wait at the same time; where they are more, the one that waits longest is given up.
    static let maximumLogs = 20_000

    struct Entry: Sendable, Hashable {
        let log: WrittenLog
        /// Bytes that wait; `nil` where nobody knows.
        var unread: Int?
    }

    private var order: [String] = []
    private var entries: [String: Entry] = [:]
    private let maximum: Int

    init(maximum: Int = maximumLogs) {
        self.maximum = maximum
    }

    var isEmpty: Bool { order.isEmpty }

    /// Bytes that wait, as far as they are known.
    var unread: Int { entries.values.reduce(0) { $0 + ($1.unread ?? 0) } }

    /// There are so many more bytes in the log; returns one that had to give way.
    mutating func add(_ log: WrittenLog, bytes: Int?) -> Entry? {
        if let known = entries[log.path] {
            entries[log.path]?.unread = known.unread.flatMap { known in bytes.map { known + $0 } }
            return nil
        }
        entries[log.path] = Entry(log: log, unread: bytes)
        order.append(log.path)
        return order.count > maximum ? entries.removeValue(forKey: order.removeFirst()) : nil
    }

    /// The log whose turn it is; ``finish(_:)`` or ``putBack(_:)`` must follow.
    mutating func next() -> Entry? {
        order.isEmpty ? nil : entries[order.removeFirst()]
    }

    /// There is nothing more in it.
    mutating func finish(_ log: WrittenLog) {
        entries[log.path] = nil
    }

    /// There is more in it; the others have their turn first.
    mutating func putBack(_ entry: Entry) {
        entries[entry.log.path] = entry
        order.append(entry.log.path)
    }
}
