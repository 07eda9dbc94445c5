/// Who deploys, and who waits for it: one at a time, in the order in which they came.
struct DeploymentQueue {
    struct Ticket: Hashable {
        let id: String
        /// Of a push: a newer push of the same branch takes its place.
        let branch: String?
    }

    private(set) var current: Ticket?
    private(set) var waiting: [Ticket] = []

    /// `true` when it is this one's turn at once.
    mutating func enter(_ ticket: Ticket) -> Bool {
        guard current != nil else {
            current = ticket
            return true
        }
        waiting.append(ticket)
        return false
    }

    /// Ends the turn; returns whose turn it is now.
    mutating func leave() -> Ticket? {
        current = waiting.isEmpty ? nil : waiting.removeFirst()
        return current
    }

    /// Takes those out of the line that a push of this branch makes needless.
    mutating func supersede(_ branch: String) -> [Ticket] {
        let needless = waiting.filter { $0.branch == branch }
        waiting.removeAll { $0.branch == branch }
        return needless
    }

    /// Takes one out of the line; `false` when it does not wait.
    mutating func remove(_ id: String) -> Bool {
        let count = waiting.count
        waiting.removeAll { $0.id == id }
        return waiting.count < count
    }
}
