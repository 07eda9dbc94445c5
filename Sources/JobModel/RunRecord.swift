/// What is known of one run of a triggered job; kept in its `status` file.
package struct RunRecord: Sendable, Hashable {
    package let id: RunID
    package let job: JobName
    /// Why the run began, in the original's words: `External - curl/8.5` or `Schedule - 0 30 2 * * *`.
    package let trigger: String
    package let arguments: [String]
    package let version: TreeID?
    package let start: Timestamp
    package var outcome: RunOutcome
    /// `nil` until the run has ended.
    package var end: Timestamp?
    package var cause: RunCause?
    package var exitCode: Int?
    /// The name of the signal that ended the process, such as `SIGKILL`.
    package var signal: String?
    /// One sentence where the cause needs one: why the start failed, which limit was reached.
    package var detail: String?
    package var processID: Int?
    /// The moment the schedule planned it for; `nil` for a run on demand.
    ///
    /// Of several occurrences that were skipped, the last.
    package var scheduledTime: Timestamp?
    /// 1, and one more for each retry.
    package var attempt = 1
    /// How many occurrences this entry stands for.
    package var occurrences = 1

    package init(
        id: RunID,
        job: JobName,
        trigger: String,
        arguments: [String],
        version: TreeID?,
        start: Timestamp,
        outcome: RunOutcome = .running
    ) {
        self.id = id
        self.job = job
        self.trigger = trigger
        self.arguments = arguments
        self.version = version
        self.start = start
        self.outcome = outcome
    }
}
