import Synchronization

/// A number of places for what takes long: who finds none free is sent away at once.
final class Seats: Sendable {
    let count: Int
    private let taken = Mutex(0)

    init(count: Int) {
        self.count = count
    }

    /// Whether there was one; then ``leave()`` must follow.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < count else { return false }
            taken += 1
            return true
        }
    }

    func leave() {
        taken.withLock { $0 -= 1 }
    }
}
