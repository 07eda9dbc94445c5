import Synchronization

/// The last lines of what a tool wrote.
final class KeptLines: Sendable {
    private let limit: Int
    private let kept = Mutex<[String]>([])

    init(limit: Int) {
        self.limit = limit
    }

    func add(_ line: String) {
        kept.withLock { lines in
            lines.append(line)
            if lines.count > 2 * limit { lines.removeFirst(lines.count - limit) }
        }
    }

    var lines: [String] { kept.withLock { $0.suffix(limit) } }
}
