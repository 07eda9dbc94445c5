import Synchronization

/// The last of the lines that somebody says from another thread.
final class LastLine: Sendable {
    private let line = Mutex("")

    func take(_ text: String) {
        line.withLock { $0 = text }
    }

    var last: String { line.withLock { $0 } }
}
