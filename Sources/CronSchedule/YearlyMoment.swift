/// A local time that comes once a year, such as "the last Sunday of March, 02:00".
struct YearlyMoment: Sendable, Hashable {
    let day: Day
    /// Seconds after the midnight that begins the day; may reach up to a week before or after it.
    let time: Int64

    enum Day: Sendable, Hashable {
        /// 1...365, 29 February never counted: day 60 is always 1 March.
        case ofYearWithoutLeapDay(Int)
        /// 0...365, 29 February counted.
        case ofYear(Int)
        /// The n-th (5 = last) such weekday of the month.
        case weekday(Int, week: Int, month: Int)
    }

    func localTime(in year: Int) -> LocalTime {
        LocalTime(seconds: Int64(daysSinceEpoch(in: year)) * LocalTime.secondsPerDay + time)
    }

    private func daysSinceEpoch(in year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        switch day {
        case .ofYear(let day):
            return newYear + day
        case .ofYearWithoutLeapDay(let day):
            return newYear + day - 1 + (CivilDate.isLeap(year: year) && day >= 60 ? 1 : 0)
        case .weekday(let weekday, let week, let month):
            let monthStart = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
            let first = (weekday - CivilDate.weekday(daysSinceEpoch: monthStart) + 7) % 7
            let wanted = first + (week - 1) * 7
            // A fifth one that the month does not have is the fourth.
            return monthStart + (wanted < CivilDate.dayCount(month: month, year: year) ? wanted : wanted - 7)
        }
    }
}
