import JobModel

/// Kinds of trouble that are told of apart from each other.
enum AlarmClass: String, Sendable, Hashable, CaseIterable {
    case failures
    case misses
    case problems
    case loops

    /// What an event means to whoever wants to hear of trouble.
    enum Role: Sendable, Hashable {
        case alarm(AlarmClass)
        case relief(AlarmClass)
        /// No trouble and not its end: told of each time.
        case plain
    }

    static func role(of kind: HostEventKind) -> Role {
        switch kind {
        case .failed: .alarm(.failures)
        case .recovered: .relief(.failures)
        case .missed, .late, .skipped: .alarm(.misses)
        case .problem: .alarm(.problems)
        case .problemCleared: .relief(.problems)
        case .crashLooping: .alarm(.loops)
        case .queued, .started, .succeeded, .stopped, .up, .added, .changed, .removed, .status, .deployed,
            .deploymentFailed:
            .plain
        }
    }
}
