import CronSchedule
import Testing

@Suite struct ZonedScheduleTests {
    @Test(arguments: OccurrenceTable.rows.split(separator: "\n").map(String.init))
    func `finds the occurrences that an independent program found`(row: String) throws {
        let parts = row.split(separator: "|")
        try #require(parts.count == 3)
        let schedule = ZonedSchedule(expression: try CronExpression(String(parts[1])), zone: .utc)
        let expected = try parts[2].split(separator: " ").map { try UTCTime.seconds($0) }
        let found = schedule.occurrences(after: try UTCTime.seconds(parts[0]), through: .max, limit: expected.count)
        #expect(found == expected)
    }

    /// Waits after 2015-01-01 00:00:00, as a user of the original sees them.
    @Test(arguments: [
        ("10 * * * * *", 10), ("0 1 * * * *", 60), ("5 1 * * * *", 65), ("0 0 2 * * *", 7_200),
        ("* * * 3 * *", 172_800), ("* * * * 2 *", 2_678_400), ("* * * * 3 *", 5_097_600),
        ("* * * * 4 *", 7_776_000), ("0 */5 * * * *", 300), ("0 */2 * * * *", 120),
    ])
    func `waits as long as the original`(text: String, wait: Int64) throws {
        let now = try UTCTime.seconds("2015-01-01T00:00:00")
        let schedule = ZonedSchedule(expression: try CronExpression(text), zone: .utc)
        #expect(schedule.nextOccurrence(after: now) == now + wait)
    }

    @Test(arguments: [
        ("0 */2 * * * *", "2014-12-31T23:57:00", "2014-12-31T23:58:00"),
        ("0 */2 * * * *", "2014-12-31T23:49:00", "2014-12-31T23:50:00"),
        ("0 */5 * * * *", "2014-12-31T23:00:00", "2014-12-31T23:05:00"),
        // A higher field that moves sets the lower ones back.
        ("* 55 * * * *", "2015-01-01T09:50:35", "2015-01-01T09:55:00"),
        ("0 0 0 29 2 1", "2016-03-01T00:00:00", "2044-02-29T00:00:00"),
        // No leap day in 2100: eight years between two of them.
        ("0 0 0 29 2 *", "2096-02-29T00:00:00", "2104-02-29T00:00:00"),
        ("@every 90s", "1970-01-01T00:00:00", "1970-01-01T00:01:30"),
        ("@every 90s", "1970-01-01T00:01:29", "1970-01-01T00:01:30"),
        ("@every 15m", "2024-03-31T01:07:00", "2024-03-31T01:15:00"),
        ("@every 90s", "1969-12-31T23:59:00", "1970-01-01T00:00:00"),
    ])
    func `takes the first occurrence strictly after the base`(text: String, base: String, next: String) throws {
        let schedule = ZonedSchedule(expression: try CronExpression(text), zone: .utc)
        #expect(schedule.nextOccurrence(after: try UTCTime.seconds(base)) == (try UTCTime.seconds(next)))
    }

    @Test(arguments: 0..<40)
    func `the next occurrence is a match, strictly after, and nothing between matches`(seed: Int) throws {
        var random = RandomExpression(seed: UInt64(seed))
        for _ in 0..<10 {
            let text = random.text()
            let expression = try CronExpression(text)
            guard case .fields(let fields) = expression.pattern else { return }
            let schedule = ZonedSchedule(expression: expression, zone: .utc)
            let base = Int64(random.number(in: -2_000_000_000...4_000_000_000))
            let next = try #require(schedule.nextOccurrence(after: base))
            // By hand second by second; a long wait is looked at near both of its ends.
            let near = [base + 1...min(base + 1_500, next), max(base + 1, next - 1_500)...next]
            let matches = near.map { $0.filter { FieldsByHand.match(fields, LocalTime(seconds: $0)) } }
            #expect(next > base, "\(text) after \(base)")
            #expect(matches[0].allSatisfy { $0 == next }, "\(text) after \(base)")
            #expect(matches[1] == [next], "\(text) after \(base)")
        }
    }

    @Test func `collects up to a limit and up to an end that counts`() throws {
        let schedule = ZonedSchedule(expression: try CronExpression("0 * * * * *"), zone: .utc)
        #expect(schedule.occurrences(after: 0, through: 180, limit: 10) == [60, 120, 180])
        #expect(schedule.occurrences(after: 0, through: 179, limit: 10) == [60, 120])
        #expect(schedule.occurrences(after: 0, through: .max, limit: 2) == [60, 120])
        #expect(schedule.occurrences(after: 0, through: .max, limit: 0).isEmpty)
    }

    @Test(arguments: ["* * * * * *", "0 0 0 29 2 1", "@every 90s"])
    func `the ends of time are an answer, not a crash`(text: String) throws {
        for zone in [TimeZoneRules.utc, try .load(named: "Europe/Berlin")] {
            let schedule = ZonedSchedule(expression: try CronExpression(text), zone: zone)
            #expect(schedule.nextOccurrence(after: .max) == nil)
            #expect(schedule.nextOccurrence(after: .min) != nil)
        }
    }
}
