/// A cron expression on the clock of a zone: the instants at which a job is due.
///
/// The rule where clocks are changed: an occurrence inside the skipped time runs once, at the moment of the jump; in
/// the repeated time an expression that names times of day runs once, in the first pass, while an interval-like one
/// (see ``CronExpression/isIntervalLike``) keeps its pace through both. Occurrences never go backwards, and several that
/// fall on one instant are one.
package struct ZonedSchedule: Sendable, Hashable {
    package let expression: CronExpression
    package let zone: TimeZoneRules

    package init(expression: CronExpression, zone: TimeZoneRules) {
        self.expression = expression
        self.zone = zone
    }

    /// The first occurrence strictly after an instant, both in seconds since 1970-01-01T00:00:00Z.
    ///
    /// Nil only when there is none before the year 10,000. Instants before the year 1 count as its beginning.
    package func nextOccurrence(after instant: Int64) -> Int64? {
        guard instant < Self.lastInstant else { return nil }
        let instant = max(instant, Self.firstInstant)
        switch expression.pattern {
        case .interval(let seconds): return (instant.dividedRoundingDown(by: seconds) + 1) * seconds
        case .fields(let fields): return firstOccurrence(of: fields, after: instant)
        }
    }

    /// The occurrences after `start` up to and including `end`, at most `limit` of them, the earliest first.
    package func occurrences(after start: Int64, through end: Int64, limit: Int) -> [Int64] {
        var occurrences: [Int64] = []
        var instant = start
        while occurrences.count < limit, let next = nextOccurrence(after: instant), next <= end {
            occurrences.append(next)
            instant = next
        }
        return occurrences
    }

    /// Walks over the spans of unchanged offset, with the first match on the local clock in hand.
    ///
    /// It begins with the span of the instant itself: a jump in the very next second is then still ahead.
    private func firstOccurrence(of fields: CronFields, after instant: Int64) -> Int64? {
        let start = instant + 1
        var span = zone.span(at: instant)
        guard var match = fields.firstMatch(from: LocalTime(seconds: firstLocalTime(at: start, in: span)))?.seconds
        else { return nil }
        while match >= span.end + span.offset {
            if span.end - start > Self.margin, match - span.end > 2 * Self.margin {
                // Nothing that happens to the clock before then can reach this match.
                span = zone.span(at: match - Self.margin)
                continue
            }
            let change = span.end
            let next = zone.span(at: change)
            if span.offset < next.offset, match < change + next.offset { return change }
            if span.offset > next.offset, expression.isIntervalLike {
                // The second pass shows times that lie before the match in hand.
                let secondPass = LocalTime(seconds: change + next.offset)
                guard let again = fields.firstMatch(from: secondPass)?.seconds else { return nil }
                match = again
            }
            span = next
        }
        return match - span.offset
    }

    /// The local time from which to look for matches: inside a second pass a time of day had its turn in the first.
    private func firstLocalTime(at start: Int64, in span: TimeZoneSpan) -> Int64 {
        let time = start + span.offset
        guard !expression.isIntervalLike, start - span.start < Self.margin else { return time }
        return max(time, span.start + zone.offset(at: span.start - 1))
    }

    /// More than any clock was ever set forward or back: two days.
    private static let margin = 2 * LocalTime.secondsPerDay
    private static let firstInstant = midnight(of: CivilDate(year: 1, month: 1, day: 1))
    private static let lastInstant = midnight(of: CivilDate(year: 9_999, month: 12, day: 31))

    private static func midnight(of date: CivilDate) -> Int64 {
        LocalTime(date, hour: 0, minute: 0, second: 0).seconds
    }
}
