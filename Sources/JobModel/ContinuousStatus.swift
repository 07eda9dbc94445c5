/// How a continuous job stands; the words are the original's.
package enum ContinuousStatus: String, Sendable, Hashable, CaseIterable {
    /// Nothing is known yet, or the job cannot run because of a problem.
    case initializing = "Initializing"
    case starting = "Starting"
    case running = "Running"
    /// The process ended; it starts again after the restart delay.
    case pendingRestart = "PendingRestart"
    case stopping = "Stopping"
    case stopped = "Stopped"
    case inactiveInstance = "InactiveInstance"
}
