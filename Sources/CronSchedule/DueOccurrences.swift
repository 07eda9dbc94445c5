/// What becomes of the occurrences that have come since a schedule was last looked at: mostly one to run, many after the
/// host was down or the clock was set forward.
package struct DueOccurrences: Sendable, Hashable {
    /// What to do about those whose time has passed.
    package enum Policy: Sendable, Hashable, CaseIterable {
        /// Run the newest.
        case latest
        /// Run none that is late.
        case skip
        /// Run all, one after the other.
        case all
    }

    /// Occurrences that are not run, as one entry of a history.
    package struct Skipped: Sendable, Hashable {
        package let first: Int64
        package let last: Int64
        package let count: Int
        /// There were more than were counted, between the first and the last.
        package let isMore: Bool
    }

    /// An occurrence counts as late after this many seconds.
    package static let tolerance: Int64 = 2
    /// At most so many runs are made up for.
    package static let maximumRuns = 100
    /// Older occurrences are counted up to here.
    package static let maximumCount = 10_000

    /// To be run now, oldest first; seconds since 1970.
    package let runs: [Int64]
    package let skipped: Skipped?

    /// Looks at the occurrences after `base` up to and including `now` (seconds since 1970).
    ///
    /// Those older than `window` seconds are never run.
    package init(of schedule: ZonedSchedule, after base: Int64, through now: Int64, _ policy: Policy, window: Int64) {
        guard base < now else {
            runs = []
            skipped = nil
            return
        }
        let windowStart = max(base, now - max(Self.tolerance, window) - 1)
        let old = schedule.occurrences(after: base, through: windowStart, limit: Self.maximumCount)
        let recent = schedule.occurrences(after: windowStart, through: now, limit: Self.maximumCount)
        let isMore = old.count == Self.maximumCount || recent.count == Self.maximumCount
        runs = Self.toRun(recent, now, policy)
        let passed = old + recent.dropLast(runs.count)
        skipped = passed.first.map { first in
            Skipped(first: first, last: passed.last ?? first, count: passed.count, isMore: isMore)
        }
    }

    private static func toRun(_ recent: [Int64], _ now: Int64, _ policy: Policy) -> [Int64] {
        guard let last = recent.last else { return [] }
        switch policy {
        case .latest: return [last]
        case .skip: return now - last <= tolerance ? [last] : []
        case .all: return Array(recent.suffix(maximumRuns))
        }
    }
}
