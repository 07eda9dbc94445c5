import CronSchedule
import JobModel

/// Occurrences of a schedule that did not become runs, for one reason.
struct SkippedOccurrences: Hashable {
    let cause: RunCause
    let reason: String
    let first: Timestamp
    let last: Timestamp
    let count: Int
    /// There were more than were counted.
    let isMore: Bool

    init(cause: RunCause, reason: String, _ time: Timestamp) {
        self.init(cause, reason, time, time, 1, isMore: false)
    }

    init(cause: RunCause, reason: String, _ skipped: DueOccurrences.Skipped) {
        let first = Timestamp(seconds: skipped.first)
        self.init(cause, reason, first, Timestamp(seconds: skipped.last), skipped.count, isMore: skipped.isMore)
    }

    private init(
        _ cause: RunCause,
        _ reason: String,
        _ first: Timestamp,
        _ last: Timestamp,
        _ count: Int,
        isMore: Bool
    ) {
        self.cause = cause
        self.reason = reason
        self.first = first
        self.last = last
        self.count = count
        self.isMore = isMore
    }

    /// Adds them to an entry of the history, which may stand for some already.
    func add(to entry: inout RunRecord, now: Timestamp) {
        let isFirst = entry.request.scheduledTime == nil
        let before = isFirst ? 0 : entry.occurrences
        entry.occurrences = before + count
        entry.request.scheduledTime = last
        entry.cause = cause
        entry.end = now
        let time = last.rfc3339(decimals: 0)
        if entry.occurrences == 1 {
            entry.detail = "the run planned for \(time) did not start: \(reason)"
        } else {
            let from = isFirst ? " from \(first.rfc3339(decimals: 0))" : ""
            let number = isMore ? "more than \(entry.occurrences)" : "\(entry.occurrences)"
            entry.detail = "\(number) planned runs\(from) up to \(time) did not start: \(reason)"
        }
    }
}
