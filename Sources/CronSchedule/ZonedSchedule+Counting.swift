extension ZonedSchedule {
    /// How many occurrences lie after `start`, up to and including `end`.
    ///
    /// Those of one minute are not gone through one by one: a schedule of each second costs no more than one of each minute.
    package func count(after start: Int64, through end: Int64) -> Int {
        guard start < end else { return 0 }
        switch expression.pattern {
        case .interval(let seconds):
            return Int(end.dividedRoundingDown(by: seconds) - start.dividedRoundingDown(by: seconds))
        case .fields(let fields):
            return count(fields, after: start, through: end)
        }
    }

    private func count(_ fields: CronFields, after start: Int64, through end: Int64) -> Int {
        // Whole minutes are [first, last), by the UTC clock: those of the zone as well, unless its offset has seconds.
        let first = (start.dividedRoundingDown(by: 60) + 1) * 60
        let last = (end + 1).dividedRoundingDown(by: 60) * 60
        guard fields.seconds.nonzeroBitCount > 1, first < last, isSteady(from: start, through: end) else {
            return exactCount(after: start, through: end)
        }
        let onceAMinute = CronFields(
            seconds: 1,
            minutes: fields.minutes,
            hours: fields.hours,
            days: fields.days,
            months: fields.months,
            weekdays: fields.weekdays
        )
        let minutes = ZonedSchedule(
            expression: CronExpression(pattern: .fields(onceAMinute), isIntervalLike: expression.isIntervalLike),
            zone: zone
        ).exactCount(after: first - 1, through: last - 1)
        return exactCount(after: start, through: first - 1) + minutes * fields.seconds.nonzeroBitCount
            + exactCount(after: last - 1, through: end)
    }

    private func exactCount(after start: Int64, through end: Int64) -> Int {
        var (count, instant) = (0, start)
        while let next = nextOccurrence(after: instant), next <= end {
            count += 1
            instant = next
        }
        return count
    }

    /// Whether nobody sets the clock within that time, nor so shortly before it that it matters.
    private func isSteady(from start: Int64, through end: Int64) -> Bool {
        let span = zone.span(at: start - LocalTime.secondsPerDay)
        return span.offset % 60 == 0 && span.end > end
    }
}
