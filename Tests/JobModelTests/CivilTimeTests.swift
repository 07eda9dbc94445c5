import JobModel
import Testing

@Suite struct CivilTimeTests {
    @Test func `every day of the years that fit comes back`() {
        // In steps of almost a day, so that the time of day wanders, too.
        var seconds = CivilTime.seconds(year: 1678, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        let end = CivilTime.seconds(year: 2261, month: 12, day: 31, hour: 23, minute: 59, second: 59)
        var wrong: [Int64] = []
        while seconds <= end {
            let time = CivilTime(Timestamp(seconds: seconds))
            let again = CivilTime.seconds(
                year: time.year,
                month: time.month,
                day: time.day,
                hour: time.hour,
                minute: time.minute,
                second: time.second
            )
            let isInRange = (1...12).contains(time.month) && (1...31).contains(time.day) && (0..<24).contains(time.hour)
            if again != seconds || !isInRange { wrong.append(seconds) }
            seconds += 86_400 - 61
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: [
        (1970, 1, 1, Int64(0)), (2000, 2, 29, 951_782_400), (2000, 3, 1, 951_868_800), (1900, 2, 28, -2_203_977_600),
        (1900, 3, 1, -2_203_891_200), (1969, 12, 31, -86_400), (2100, 3, 1, 4_107_542_400),
    ])
    func `known days have their known second`(year: Int, month: Int, day: Int, seconds: Int64) {
        #expect(CivilTime.seconds(year: year, month: month, day: day, hour: 0, minute: 0, second: 0) == seconds)
        let time = CivilTime(Timestamp(seconds: seconds))
        #expect([time.year, time.month, time.day, time.hour, time.minute, time.second] == [year, month, day, 0, 0, 0])
    }

    @Test func `nanoseconds count forward, also before 1970`() {
        let time = CivilTime(Timestamp(nanoseconds: -1))
        #expect([time.hour, time.minute, time.second, time.nanosecond] == [23, 59, 59, 999_999_999])
    }

    @Test func `writes digits with leading zeros`() {
        var text: [UInt8] = []
        CivilTime(Timestamp(seconds: -1)).appendDateAndTime(to: &text, separator: UInt8(ascii: "_"))
        #expect(String(decoding: text, as: UTF8.self) == "1969-12-31_23:59:59")
        text = []
        CivilTime.append(7, digits: 3, to: &text)
        CivilTime.appendFraction(nanosecond: 12_345_678, decimals: 3, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == "007012")
    }
}
