import Synchronization

/// Lets somebody end the waiting part of a deployment.
final class DeploymentCancellation: Sendable {
    private struct State {
        var isCancelled = false
        var end: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func cancel() {
        let end = state.withLock { state in
            state.isCancelled = true
            return state.end
        }
        end?()
    }

    /// Does work that ends early, as tasks do, when the deployment is cancelled.
    func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result {
        let task = Task { await work() }
        let isTooLate = state.withLock { state in
            state.end = { task.cancel() }
            return state.isCancelled
        }
        if isTooLate { task.cancel() }
        defer { state.withLock { $0.end = nil } }
        return await task.value
    }
}
