import CronSchedule
package import JobModel

/// A time at which a job will run by its schedule.
package struct UpcomingRun: Sendable, Hashable {
    /// A schedule that fires more often than this in the time asked about is one row.
    static let maximumRows = 48
    /// Further occurrences are counted up to here.
    static let maximumCount = 1000

    package let job: JobName
    package let time: Timestamp
    /// Occurrences that follow in the time asked about and are no rows of their own; at most ``maximumCount``.
    package let furtherCount: Int
    package let schedule: String
    package let zone: String
    /// The schedule in words.
    package let explanation: String

    /// What this schedule brings after one moment up to another, earliest first.
    static func all(of schedule: ZonedSchedule, _ job: JobName, after: Timestamp, through end: Timestamp)
        -> [UpcomingRun]
    {
        let times = schedule.occurrences(after: after.seconds, through: end.seconds, limit: maximumCount + 1)
        let isDense = times.count > maximumRows
        return times.prefix(isDense ? 1 : maximumRows).map { seconds in
            UpcomingRun(
                job: job,
                time: Timestamp(seconds: seconds),
                furtherCount: isDense ? times.count - 1 : 0,
                schedule: schedule.expression.normalized,
                zone: schedule.zone.name,
                explanation: schedule.expression.explanation
            )
        }
    }
}
