package import JobModel

/// What became of the runs of one job since the host began to look after it.
package struct RunTally: Sendable, Hashable {
    package private(set) var counts: [RunOutcome: Int] = [:]
    /// How long those took that began.
    package private(set) var durations = DurationHistogram.runs
    /// When the last good run ended, also under an earlier host.
    package private(set) var lastSuccess: Timestamp?

    package init() {}

    /// Counts a run that has ended, or that did not begin.
    mutating func note(_ record: RunRecord, occurrences: Int = 1) {
        counts[record.outcome, default: 0] += occurrences
        guard record.outcome != .skipped, let end = record.end else { return }
        durations.note(end - record.start)
        if record.outcome == .success { lastSuccess = max(lastSuccess ?? end, end) }
    }

    mutating func note(earlierSuccess time: Timestamp) {
        lastSuccess = max(lastSuccess ?? time, time)
    }
}
