/// What is known of one run of a triggered job; kept in its `status` file.
package struct RunRecord: Sendable, Hashable {
    package let id: RunID
    package let job: JobName
    package var request: RunRequest
    /// What runs; of a run that waits, what the job was when it was asked for.
    package var version: TreeID?
    /// When it began; of a run that waits, when it was asked for.
    package var start: Timestamp
    package var outcome: RunOutcome
    /// When a run that could not begin at once was asked for.
    package var queued: Timestamp?
    /// `nil` until the run has ended.
    package var end: Timestamp?
    package var cause: RunCause?
    package var exitCode: Int?
    /// The name of the signal that ended the process, such as `SIGKILL`.
    package var signal: String?
    /// One sentence where the cause needs one: why the start failed, which limit was reached.
    package var detail: String?
    package var processID: Int?
    /// What its processes have used of the processors.
    package var processorTime: Duration?
    /// Bytes in memory, the most there were; `nil` where the kernel did not tell.
    package var peakMemory: Int?
    /// Bytes given to the run on its standard input; `nil` for none.
    package var inputSize: Int?
    /// The oldest run of the job that was not finished when this one was; `nil` when all before it were.
    package var oldestOpen: RunID?
    /// Its status file cannot be read as a whole: it says nothing about other runs.
    package var isDamaged = false
    /// How many occurrences this entry stands for.
    package var occurrences = 1

    package init(
        id: RunID,
        job: JobName,
        request: RunRequest,
        version: TreeID?,
        start: Timestamp,
        outcome: RunOutcome = .running
    ) {
        self.id = id
        self.job = job
        self.request = request
        self.version = version
        self.start = start
        self.outcome = outcome
    }

    package var reference: RunReference { RunReference(job: job, run: id) }
}

extension RunRecord {
    /// How long it took, or has taken up to now; one that is there before its moment has taken nothing yet.
    package func duration(now: Timestamp) -> Duration {
        max(.zero, (end ?? now) - start)
    }
}
