/// How a job stands, for people: a picture, a word, and how much it wants attention.
package enum JobStanding: String, Sendable, Hashable, CaseIterable {
    /// It cannot run before somebody mends something.
    case problem = "Problem"
    /// It runs, but not as it should: what ran last went wrong, or it is started again and again.
    case failing = "Failing"
    case restarting = "Restarting"
    case running = "Running"
    case starting = "Starting"
    case stopping = "Stopping"
    case scheduled = "Scheduled"
    case ready = "Ready"
    case stopped = "Stopped"
    /// Another host of the site runs it.
    case elsewhere = "Elsewhere"

    package var needsAttention: Bool {
        switch self {
        case .problem, .failing, .restarting: true
        default: false
        }
    }

    var mark: HTML { Mark.html(icon, tone, rawValue) }

    private var icon: Icon {
        switch self {
        case .problem: .warning
        case .failing: .failed
        case .restarting: .again
        case .running: .running
        case .starting, .stopping: .waiting
        case .scheduled: .waiting
        case .ready, .elsewhere: .idle
        case .stopped: .stopped
        }
    }

    private var tone: Tone {
        switch self {
        case .problem, .restarting: .warning
        case .failing: .bad
        case .running: .active
        case .starting, .stopping, .scheduled, .ready, .stopped, .elsewhere: .quiet
        }
    }
}
