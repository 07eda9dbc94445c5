/// The six fields of a cron expression as bit sets: bit n is on where the field takes the value n.
package struct CronFields: Sendable, Hashable {
    package let seconds: UInt64
    package let minutes: UInt64
    package let hours: UInt64
    package let days: UInt64
    package let months: UInt64
    package let weekdays: UInt64

    package subscript(_ field: CronField) -> UInt64 {
        switch field {
        case .second: seconds
        case .minute: minutes
        case .hour: hours
        case .day: days
        case .month: months
        case .weekday: weekdays
        }
    }

    /// Whether at least one month in the set has one of the days.
    ///
    /// Every such date meets every weekday within 40 years, so this alone decides whether the expression can ever fire.
    var hasPossibleDate: Bool {
        CronField.month.range.contains { month in
            // 2000 is a leap year: 29 February counts as possible.
            months.contains(month) && days & UInt64.ones(through: CivilDate.dayCount(month: month, year: 2_000)) != 0
        }
    }

    /// The first matching local time at or after `time`; nil when there is none before the year 10,000.
    ///
    /// It moves from field to field, never second by second: a month costs a few instructions, and the sparsest
    /// expression (29 February on a given weekday) looks at 40 Februaries at most.
    func firstMatch(from time: LocalTime) -> LocalTime? {
        let today = time.daysSinceEpoch
        let date = CivilDate(daysSinceEpoch: today)
        guard let day = firstDay(from: date) else { return nil }
        if day > today { return LocalTime(day: day, second: firstSecondOfDay) }
        if let second = secondOfDay(from: time.secondOfDay) { return LocalTime(day: day, second: second) }
        return firstDay(from: CivilDate(daysSinceEpoch: today + 1)).map { LocalTime(day: $0, second: firstSecondOfDay) }
    }

    private func firstDay(from date: CivilDate) -> Int? {
        var year = date.year
        var month = date.month
        var firstDay = date.day
        while year <= Self.lastYear {
            if months.contains(month) {
                let monthStart = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
                let candidates =
                    days & daysOnWeekdays(monthStart: monthStart)
                    & UInt64.ones(through: CivilDate.dayCount(month: month, year: year))
                if let day = candidates.first(from: firstDay) { return monthStart + day - 1 }
            }
            firstDay = 1
            if let later = months.first(from: month + 1) {
                month = later
            } else {
                year += 1
                month = months.trailingZeroBitCount
            }
        }
        return nil
    }

    /// The days 1...31 of a month that fall on one of the weekdays: the seven bits, turned so that they begin with the
    /// weekday of the first day, and repeated over five weeks.
    private func daysOnWeekdays(monthStart: Int) -> UInt64 {
        let firstWeekday = UInt64(CivilDate.weekday(daysSinceEpoch: monthStart))
        let week = ((weekdays | weekdays << 7) >> firstWeekday) & 0x7F
        return (week | week << 7 | week << 14 | week << 21 | week << 28) << 1
    }

    private var firstSecondOfDay: Int {
        hours.trailingZeroBitCount * 3_600 + firstSecondOfHour
    }

    private var firstSecondOfHour: Int {
        minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
    }

    /// The first matching second of a day at or after the given one, or nil when the day is over.
    private func secondOfDay(from time: Int) -> Int? {
        let hour = time / 3_600
        if hours.contains(hour), let second = secondOfHour(from: time % 3_600) { return hour * 3_600 + second }
        return hours.first(from: hour + 1).map { $0 * 3_600 + firstSecondOfHour }
    }

    private func secondOfHour(from time: Int) -> Int? {
        let minute = time / 60
        if minutes.contains(minute), let second = seconds.first(from: time % 60) { return minute * 60 + second }
        return minutes.first(from: minute + 1).map { $0 * 60 + seconds.trailingZeroBitCount }
    }

    private static let lastYear = 9_999
}
