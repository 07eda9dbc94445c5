/// What ended a run, for programs; the sentence for people is ``RunRecord/detail`` and the run's log.
package enum RunCause: String, Sendable, Hashable, CaseIterable {
    /// The process ended by itself; its exit code says how.
    case exit
    /// A signal that Nyala did not send ended it.
    case signal
    case timeout
    case idleTimeout = "idle_timeout"
    /// It used more memory than `limits.memory`.
    case outOfMemory = "oom"
    /// It had more processes than `limits.processes`.
    case processLimit = "process_limit"
    /// Somebody asked for the stop, or removed the job.
    case user
    /// A newer run took its place (`concurrency` `replace`).
    case superseded
    case shutdown
    /// The host ended without stopping it; found at the next start.
    case hostLost = "host_lost"
    case startFailed = "start_failed"
    /// Its time passed while the host was down, or the clock was set forward over it.
    case missed
    /// A run of the job was under way.
    case busy
    /// The job could not run: a problem, or it was stopped.
    case refused
}
