/// How a run stands; the words are the original's.
package enum RunOutcome: String, Sendable, Hashable, CaseIterable {
    case initializing = "Initializing"
    /// It waits for its turn; beyond the original, which refuses.
    case queued = "Queued"
    case running = "Running"
    case success = "Success"
    case failed = "Failed"
    case stopped = "Stopped"
    case aborted = "Aborted"
    /// A run that was wanted and never began; beyond the original, which keeps silent.
    case skipped = "Skipped"

    /// Whether it says how the job does: what was stopped or never began does not.
    package var isConclusive: Bool { self == .success || isFailure }

    package var isFailure: Bool { self == .failed || self == .aborted }

    package var isFinal: Bool {
        switch self {
        case .initializing, .queued, .running: false
        case .success, .failed, .stopped, .aborted, .skipped: true
        }
    }
}
