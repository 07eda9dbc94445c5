/// What is wanted of one run of a triggered job, and where the wish comes from.
package struct RunRequest: Sendable, Hashable {
    /// Why the run begins, in the original's words: `External - curl/8.5` or `Schedule - 0 30 2 * * *`.
    package var trigger: String
    package var arguments: [String]
    /// The moment the schedule planned it for; `nil` for a run on demand.
    ///
    /// Of several occurrences that were skipped, the last.
    package var scheduledTime: Timestamp?
    /// 1, and one more for each retry.
    package var attempt = 1
    /// The run that this one repeats.
    package var retryOf: RunID?
    /// The run whose end began this one.
    package var predecessor: RunReference?
    /// The file whose arrival began this one; also the last of its arguments.
    package var file: String?

    /// What the sender calls this request, so that one that is sent twice begins one run; `nil` where it does not say.
    package var key: String?

    package init(trigger: String, arguments: [String] = []) {
        self.trigger = trigger
        self.arguments = arguments
    }
}
