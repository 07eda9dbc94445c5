/// A day of the Gregorian calendar, without a time of day and without a zone.
///
/// Arithmetic goes through the count of days since 1970-01-01. A year is thought to begin on 1 March, so that the leap
/// day is its last day and the lengths of the months follow one formula; 400 such years are always 146,097 days.
package struct CivilDate: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// The day itself is not checked: a caller passes a month of 1...12 and a day of that month.
    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    package init(daysSinceEpoch: Int) {
        let days = daysSinceEpoch + Self.daysBeforeEpoch
        let cycle = days.dividedRoundingDown(by: Self.daysInCycle)
        let dayOfCycle = days - cycle * Self.daysInCycle
        // The last days of 4, 100 and 400 years are leap days (or their absence); taking them out leaves even years.
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - Self.daysBefore(yearOfCycle: yearOfCycle)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - Self.daysBefore(monthFromMarch: monthFromMarch) + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (monthFromMarch < 10 ? 0 : 1)
    }

    package var daysSinceEpoch: Int {
        let marchYear = month > 2 ? year : year - 1
        let cycle = marchYear.dividedRoundingDown(by: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        return cycle * Self.daysInCycle + Self.daysBefore(yearOfCycle: marchYear - cycle * 400)
            + Self.daysBefore(monthFromMarch: monthFromMarch) + day - 1 - Self.daysBeforeEpoch
    }

    /// The day of the week, Sunday = 0; 1970-01-01 was a Thursday.
    package static func weekday(daysSinceEpoch: Int) -> Int {
        let weekday = (daysSinceEpoch + 4) % 7
        return weekday < 0 ? weekday + 7 : weekday
    }

    package static func isLeap(year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    package static func dayCount(month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year: year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static let daysInCycle = 146_097
    /// From 1 March of year 0 to 1970-01-01.
    private static let daysBeforeEpoch = 719_468

    private static func daysBefore(yearOfCycle year: Int) -> Int {
        year * 365 + year / 4 - year / 100
    }

    private static func daysBefore(monthFromMarch month: Int) -> Int {
        (153 * month + 2) / 5
    }
}

extension BinaryInteger {
    /// The quotient rounded towards minus infinity, as counting days and years before the epoch needs.
    func dividedRoundingDown(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
