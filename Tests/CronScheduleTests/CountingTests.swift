import Testing

@testable import CronSchedule

@Suite struct CountingTests {
    private func schedule(_ text: String, _ zone: String = "UTC") throws -> ZonedSchedule {
        ZonedSchedule(expression: try CronExpression(text), zone: try TimeZoneRules.load(named: zone))
    }

    @Test(arguments: [
        ("* * * * * *", 86_400), ("*/10 * * * * *", 8640), ("0 */15 * * * *", 96), ("0 30 2 * * *", 1),
        ("@every 90s", 960), ("5,10 0 0 1 1 *", 0), ("* * 3 * * *", 3600),
    ])
    func `a day has as many`(text: String, count: Int) throws {
        let noon = try UTCTime.seconds("2031-02-03T12:00:00")
        #expect(try schedule(text).count(after: noon, through: noon + 86_400) == count)
    }

    /// The quick way is the same as going through all of them, wherever the time begins and ends, and when clocks are set.
    @Test(arguments: [
        "* * * * * *", "*/7 * * * * *", "0,30 */3 * * * *", "15 * 2 * * *", "@every 7s", "1,2 59 * * * *",
        "* 30 2 * * *",
    ])
    func `counting is going through all of them`(text: String) throws {
        for zone in ["UTC", "Europe/Paris", "Asia/Kathmandu"] {
            let schedule = try schedule(text, zone)
            for from in ["2031-03-30T00:17:23", "2031-10-26T00:00:00", "2031-07-01T10:59:59", "2031-07-01T11:00:00"] {
                let start = try UTCTime.seconds(from)
                for length: Int64 in [0, 1, 37, 60, 61, 3600, 7199] {
                    let all = schedule.occurrences(after: start, through: start + length, limit: .max)
                    #expect(schedule.count(after: start, through: start + length) == all.count)
                }
            }
        }
    }
}
