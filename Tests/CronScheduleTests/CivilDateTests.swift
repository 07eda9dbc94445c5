import CronSchedule
import Testing

@Suite struct CivilDateTests {
    @Test func `every day of a thousand years follows the one before`() {
        var expected = (year: 1600, month: 1, day: 1)
        var weekday = 6
        let first = CivilDate(year: 1600, month: 1, day: 1).daysSinceEpoch
        for days in first..<first + 365_242 {
            let date = CivilDate(daysSinceEpoch: days)
            guard
                date == CivilDate(year: expected.year, month: expected.month, day: expected.day),
                date.daysSinceEpoch == days, CivilDate.weekday(daysSinceEpoch: days) == weekday
            else {
                Issue.record("\(date) where \(expected) was due")
                return
            }
            weekday = (weekday + 1) % 7
            expected.day += 1
            if expected.day > CivilDate.dayCount(month: expected.month, year: expected.year) {
                expected = (expected.year, expected.month + 1, 1)
                if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            }
        }
    }

    @Test(arguments: [
        (1970, 1, 1, 0), (2000, 2, 29, 11_016), (1969, 12, 31, -1), (1, 1, 1, -719_162), (2100, 3, 1, 47_541),
    ])
    func `known days have their known count`(year: Int, month: Int, day: Int, days: Int) {
        #expect(CivilDate(year: year, month: month, day: day).daysSinceEpoch == days)
    }

    @Test func `a local time shows its parts, also before 1970`() {
        #expect(LocalTime(seconds: -1).description == "1969-12-31 23:59:59")
        #expect(LocalTime(seconds: 951_827_696).description == "2000-02-29 12:34:56")
        #expect(LocalTime(seconds: -62_135_596_800).description == "0001-01-01 00:00:00")
    }
}
