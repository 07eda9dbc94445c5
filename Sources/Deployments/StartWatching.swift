package import JobModel

/// Knows how the jobs are doing that a deployment has exchanged.
package protocol StartWatching: Sendable {
    /// Follows continuous jobs until each has run for `settle` or has failed; tells the first lines they write.
    ///
    /// `since` is the time before their folders were exchanged: a job may have ended before this is called. Returns those that failed; early and without them when the task is cancelled.
    func follow(
        _ jobs: [JobID],
        since: Timestamp,
        settle: Duration,
        tell: @escaping @Sendable (String) -> Void
    ) async -> [StartFailure]
}

/// A job that did not start, or did not stay.
package struct StartFailure: Sendable, Hashable, CustomStringConvertible {
    package let job: JobID
    /// What happened, as `ended with exit code 1 after 0.2 s`.
    package let reason: String
    /// The end of its log.
    package let lastLines: [String]

    package init(job: JobID, reason: String, lastLines: [String]) {
        self.job = job
        self.reason = reason
        self.lastLines = lastLines
    }

    package var description: String { "\(job) \(reason)" }
}
