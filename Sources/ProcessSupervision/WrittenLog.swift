package import JobModel

/// A log that the host writes to, and whose it is.
package struct WrittenLog: Sendable, Hashable {
    package let job: JobID
    /// `nil` for a log of the job itself: its output where it is continuous, what is planned for it otherwise.
    package let run: RunID?
    package let path: String

    package init(job: JobID, run: RunID? = nil, path: String) {
        self.job = job
        self.run = run
        self.path = path
    }
}
