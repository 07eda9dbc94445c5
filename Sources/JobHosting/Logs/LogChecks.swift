import Synchronization

/// Whether the logs are to be brought within their budget, and what is in the way of it.
final class LogChecks: Sendable {
    private struct State {
        var check: (@Sendable () -> Void)?
        var problem: String?
    }

    private let state = Mutex(State())

    /// `check` begins to bring them within their budget, on another thread.
    func begin(_ check: @escaping @Sendable () -> Void) {
        state.withLock { $0.check = check }
    }

    func ask() {
        state.withLock { $0.check }?()
    }

    /// One sentence; `nil` when the logs are within their budget.
    var problem: String? {
        get { state.withLock { $0.problem } }
        set { state.withLock { $0.problem = newValue } }
    }
}
