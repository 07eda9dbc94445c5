package import JobModel

/// How the last processes of a continuous job ended, since the host was started.
package struct RecentEnds: Sendable, Hashable {
    /// Ends that are remembered.
    package static let limit = 16

    /// Oldest first: `success`, `failed` or `stopped`.
    package private(set) var outcomes: [RunOutcome] = []

    mutating func note(_ outcome: RunOutcome) {
        if outcomes.count == Self.limit { outcomes.removeFirst() }
        outcomes.append(outcome)
    }
}
