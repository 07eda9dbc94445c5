/// A kind of thing that a token lets its bearer do.
package enum Scope: String, Sendable, Hashable, CaseIterable, Comparable {
    /// See jobs, runs, logs, deployments.
    case read
    /// Start and stop jobs and their runs, and see what comes of it.
    case run
    /// Change what the site consists of, by git, archive or API, and see what comes of it.
    case deploy
    /// All there is, settings with their secrets and other people's tokens included.
    case admin

    /// This and what comes with it.
    var implied: Set<Scope> {
        switch self {
        case .read: [.read]
        case .run: [.run, .read]
        case .deploy: [.deploy, .read]
        case .admin: Set(Self.allCases)
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        Self.order[left] ?? 0 < Self.order[right] ?? 0
    }

    /// All of them, for messages.
    package static let list = allCases.map(\.rawValue).joined(separator: ", ")

    private static let order = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
