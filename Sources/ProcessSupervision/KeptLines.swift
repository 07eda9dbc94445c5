import Synchronization

/// The last lines of what a tool wrote.
package final class KeptLines: Sendable {
    private let limit: Int
    private let kept = Mutex<[String]>([])

    package init(limit: Int) {
        self.limit = limit
    }

    package func add(_ line: String) {
        kept.withLock { lines in
            lines.append(line)
            if lines.count > 2 * limit { lines.removeFirst(lines.count - limit) }
        }
    }

    package var lines: [String] { kept.withLock { $0.suffix(limit) } }
}
