import JobModel

/// What becomes of a run that is wanted, given what its job is doing.
struct RunAdmission: Hashable {
    let job: JobName
    let settings: ConcurrencySettings
    /// Runs of the job that are under way.
    let activeCount: Int
    /// Runs of the job that wait for their turn.
    let queuedCount: Int
    /// Whether no other run has the job's lock; true for a job without one.
    let isLockFree: Bool

    enum Decision: Hashable {
        case begin
        case wait
        /// Those under way are stopped, those that wait give up, and this one waits for the end.
        case replace
        case refuse(RunRefusal)
    }

    /// Whether a run could begin at this moment, were it its turn.
    var hasRoom: Bool { activeCount < settings.capacity && isLockFree }

    var decision: Decision {
        // Nobody overtakes those that wait.
        if hasRoom, queuedCount == 0 { return .begin }
        switch settings.policy {
        case .queue:
            return queuedCount < settings.maximumQueue ? .wait : .refuse(.queueFull(job, queuedCount))
        case .replace:
            return .replace
        case .forbid where activeCount > 0:
            return .refuse(.alreadyRunning)
        case .allow where activeCount >= settings.capacity:
            return .refuse(.tooManyRunning(job, activeCount))
        case .forbid, .allow:
            // Another job has the lock: as many wait for it as may run.
            return activeCount + queuedCount < settings.capacity
                ? .wait : .refuse(.waitingForLock(job, settings.lock ?? ""))
        }
    }
}
