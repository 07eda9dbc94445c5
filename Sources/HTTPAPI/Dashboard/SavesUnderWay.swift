import Synchronization

/// Files that somebody saves at the moment: of two who have read the same text only one may write it.
final class SavesUnderWay: Sendable {
    private let names = Mutex<Set<String>>([])

    /// Whether it is one's turn; then ``end(_:)`` must follow.
    func begin(_ name: String) -> Bool {
        names.withLock { $0.insert(name).inserted }
    }

    func end(_ name: String) {
        names.withLock { _ = $0.remove(name) }
    }
}
