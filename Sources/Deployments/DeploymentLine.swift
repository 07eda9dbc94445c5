/// A line of those who deploy, and those who wait in it for their turn.
struct DeploymentLine {
    private var queue = DeploymentQueue()
    private var waiters: [String: CheckedContinuation<DeploymentError?, Never>] = [:]

    /// Whose turn it is.
    var current: String? { queue.current?.id }

    /// `true` when it is this one's turn at once; else it must wait.
    mutating func enter(_ ticket: DeploymentQueue.Ticket) -> Bool { queue.enter(ticket) }

    /// `done` gets `nil` when it is its turn, or why it never will be.
    mutating func wait(_ id: String, _ done: CheckedContinuation<DeploymentError?, Never>) {
        waiters[id] = done
    }

    /// Ends the turn; `false` when nobody waited for it.
    mutating func leave() -> Bool {
        guard let next = queue.leave() else { return false }
        waiters.removeValue(forKey: next.id)?.resume(returning: nil)
        return true
    }

    /// Takes those out of the line that a newer push of the branch makes needless.
    mutating func supersede(_ branch: String, by id: String) {
        for older in queue.supersede(branch) {
            waiters.removeValue(forKey: older.id)?.resume(returning: .superseded(by: id))
        }
    }

    /// Takes one out of the line; `false` when it does not wait.
    mutating func cancel(_ id: String) -> Bool {
        guard queue.remove(id) else { return false }
        waiters.removeValue(forKey: id)?.resume(returning: .cancelled)
        return true
    }
}
