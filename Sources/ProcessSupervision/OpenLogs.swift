import LinuxSystem

/// The logs whose files are open, so that of thousands of jobs that write now and then only so many are.
///
/// When one more is opened, the one gives way that was opened longest ago and not written to since it was last looked
/// at. It is called on the loop of the logs only.
struct OpenLogs {
    /// Of the files that this process may have open, those that logs may be.
    private static let share = 50
    private static let least = 4

    private struct Entry {
        let log: UInt64
        let close: () -> Void
    }

    private let limit: Int
    /// The oldest first; all before `first` have given way.
    private var entries: [Entry] = []
    private var first = 0
    /// Whether each was written to since it came, or since it was looked at.
    private var wasUsed: [UInt64: Bool] = [:]

    init(limit: Int = max(least, OpenFileLimit.current / share)) {
        self.limit = max(1, limit)
    }

    /// A log was written to, of which the number is its own for ever; `close` is called, once, when its file has to be closed, which it may be already.
    mutating func use(_ log: UInt64, close: @autoclosure () -> () -> Void) {
        if wasUsed[log] != nil {
            wasUsed[log] = true
            return
        }
        while wasUsed.count >= limit { giveWay() }
        wasUsed[log] = false
        entries.append(Entry(log: log, close: close()))
    }

    private mutating func giveWay() {
        let entry = entries[first]
        first += 1
        // Half of them are gone.
        if first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
        if wasUsed[entry.log] == true {
            wasUsed[entry.log] = false
            entries.append(entry)
        } else {
            wasUsed[entry.log] = nil
            entry.close()
        }
    }
}
