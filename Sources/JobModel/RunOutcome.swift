/// How a run stands; the words are the original's.
package enum RunOutcome: String, Sendable, Hashable, CaseIterable {
    case initializing = "Initializing"
    case running = "Running"
    case success = "Success"
    case failed = "Failed"
    case stopped = "Stopped"
    case aborted = "Aborted"
    /// An occurrence of the schedule that did not become a run; beyond the original, which keeps silent.
    case skipped = "Skipped"

    package var isFinal: Bool {
        switch self {
        case .initializing, .running: false
        case .success, .failed, .stopped, .aborted, .skipped: true
        }
    }
}
