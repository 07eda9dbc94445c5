import CronSchedule
import Testing

/// Schedules in nights in which clocks are changed.
@Suite struct DaylightTests {
    @Test(arguments: DaylightTable.rows.split(separator: "\n").map(String.init))
    func `finds the occurrences that an independent program found`(row: String) throws {
        let parts = row.split(separator: "|")
        try #require(parts.count == 4)
        let start = try UTCTime.seconds(parts[1])
        let schedule = ZonedSchedule(
            expression: try CronExpression(String(parts[2])),
            zone: try .load(named: String(parts[0]))
        )
        let expected = parts[3].split(separator: " ").compactMap { Int64($0) }
        #expect(schedule.occurrences(after: start, through: .max, limit: expected.count).map { $0 - start } == expected)
        // Any instant is a good base, not only an occurrence.
        for (index, wait) in expected.enumerated() where wait > 1 {
            let base = index == 0 ? start : start + expected[index - 1]
            #expect(schedule.nextOccurrence(after: (base + start + wait) / 2) == start + wait)
            #expect(schedule.nextOccurrence(after: start + wait - 1) == start + wait)
        }
    }

    @Test func `a time of day inside the skipped hour runs at the moment of the jump`() throws {
        let found = try occurrences("0 30 2 * * *", "Europe/Berlin", after: "2024-03-30T12:00:00", count: 2)
        #expect(found == ["2024-03-31 03:00:00", "2024-04-01 02:30:00"])
    }

    @Test func `several occurrences inside the skipped hour run once`() throws {
        let found = try occurrences("0 */10 2 * * *", "Europe/Berlin", after: "2024-03-30T12:00:00", count: 2)
        #expect(found == ["2024-03-31 03:00:00", "2024-04-01 02:00:00"])
    }

    @Test func `a time of day in the repeated hour runs in the first pass only`() throws {
        let zone = try TimeZoneRules.load(named: "Europe/Berlin")
        let schedule = ZonedSchedule(expression: try CronExpression("0 30 2 * * *"), zone: zone)
        let found = schedule.occurrences(after: try UTCTime.seconds("2024-10-26T12:00:00"), through: .max, limit: 2)
        #expect(found == [try UTCTime.seconds("2024-10-27T00:30:00"), try UTCTime.seconds("2024-10-28T01:30:00")])
        // Also when the host starts in the middle of the second pass.
        let secondPass = try UTCTime.seconds("2024-10-27T01:10:00")
        #expect(schedule.nextOccurrence(after: secondPass) == (try UTCTime.seconds("2024-10-28T01:30:00")))
    }

    @Test func `a rhythm keeps its pace through the repeated hour`() throws {
        let zone = try TimeZoneRules.load(named: "Europe/Berlin")
        let schedule = ZonedSchedule(expression: try CronExpression("0 */30 * * * *"), zone: zone)
        let start = try UTCTime.seconds("2024-10-26T20:00:00")
        let found = schedule.occurrences(after: start, through: start + 10 * 3_600, limit: 100)
        #expect(found == (1...20).map { start + $0 * 1_800 })
    }

    /// The rule holds for rhythms too, unlike the original, whose skipped 02:59 came at 03:59.
    @Test func `an hourly occurrence inside the skipped hour runs at the moment of the jump`() throws {
        let found = try occurrences("0 59 * * * *", "America/Los_Angeles", after: "2018-03-11T09:59:00", count: 2)
        #expect(found == ["2018-03-11 03:00:00", "2018-03-11 03:59:00"])
    }

    @Test func `a week with a jump is an hour shorter`() throws {
        let zone = try TimeZoneRules.load(named: "America/Los_Angeles")
        let schedule = ZonedSchedule(expression: try CronExpression("0 0 18 * * 5"), zone: zone)
        let base = try UTCTime.seconds("2018-03-10T02:00:00")
        #expect(schedule.nextOccurrence(after: base) == base + 167 * 3_600)
    }

    @Test func `an interval runs on without regard to clocks`() throws {
        let zone = try TimeZoneRules.load(named: "Europe/Berlin")
        let schedule = ZonedSchedule(expression: try CronExpression("@every 45m"), zone: zone)
        let start = try UTCTime.seconds("2024-03-31T00:00:00")
        let found = schedule.occurrences(after: start, through: start + 9_000, limit: 10)
        #expect(found == [1, 2, 3].map { start + $0 * 2_700 })
    }

    @Test(arguments: ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Pacific/Apia"])
    func `through forty years occurrences only go forward, and none repeats`(zone: String) throws {
        let zone = try TimeZoneRules.load(named: zone)
        for text in ["0 30 2 * * *", "0 15 */4 * * *", "0 0 0 1 * *", "0 30 1 * * 0"] {
            let schedule = ZonedSchedule(expression: try CronExpression(text), zone: zone)
            let start: Int64 = 1_300_000_000
            let found = schedule.occurrences(after: start, through: .max, limit: 4_000)
            #expect(found.count == 4_000)
            #expect(zip([start] + found, found).allSatisfy(<))
        }
    }

    private func occurrences(_ text: String, _ name: String, after start: String, count: Int) throws -> [String] {
        let zone = try TimeZoneRules.load(named: name)
        let schedule = ZonedSchedule(expression: try CronExpression(text), zone: zone)
        return schedule.occurrences(after: try UTCTime.seconds(start), through: .max, limit: count)
            .map { zone.localTime(at: $0).description }
    }
}
