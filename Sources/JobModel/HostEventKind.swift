/// What kind of thing happened on a host; the raw value is its name in settings, answers and messages.
package enum HostEventKind: String, Sendable, Hashable, CaseIterable {
    /// A run waits for its turn.
    case queued
    /// A run began, or the process of a continuous job did.
    case started
    /// A run ended well, or the process of a continuous job ended with exit code 0.
    case succeeded
    /// A run ended badly or could not begin, or the process of a continuous job did.
    case failed
    /// All is well again after a failure: a run succeeded, or a continuous job stays up.
    case recovered
    /// A run, or a continuous job, was stopped by somebody.
    case stopped
    /// A run that was wanted did not begin: the job was busy, stopped, or had a problem.
    case skipped
    /// A planned run did not begin, because its time passed while nobody could start it.
    case missed
    /// A planned run began later than it should have.
    case late
    /// A continuous job has been up for a while.
    case up
    /// A continuous job fails again and again.
    case crashLooping = "crash_looping"
    /// Something is wrong with a job's folder.
    case problem
    /// What was wrong is mended.
    case problemCleared = "problem_cleared"
    /// A job is there that was not there before.
    case added
    /// A job has another version than before.
    case changed
    /// A job is gone.
    case removed
    /// A continuous job has another status; the event's sentence is its name.
    case status
    case deployed
    case deploymentFailed = "deployment_failed"
}
