/// How a run stands; the words are the original's.
package enum RunOutcome: String, Sendable, Hashable, CaseIterable {
    case initializing = "Initializing"
    case running = "Running"
    case success = "Success"
    case failed = "Failed"
    case stopped = "Stopped"
    case aborted = "Aborted"

    package var isFinal: Bool {
        switch self {
        case .initializing, .running: false
        case .success, .failed, .stopped, .aborted: true
        }
    }
}
