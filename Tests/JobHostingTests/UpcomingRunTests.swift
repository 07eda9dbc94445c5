import CronSchedule
import JobModel
import Testing

@testable import JobHosting

@Suite struct UpcomingRunTests {
    private static let start = Timestamp(seconds: 1_900_000_000 - 1_900_000_000 % 86_400)

    private func upcoming(_ expression: String) throws -> [UpcomingRun] {
        let schedule = ZonedSchedule(expression: try CronExpression(expression), zone: .utc)
        let job = try JobName("job")
        return UpcomingRun.all(of: schedule, job, after: Self.start, through: Self.start + .seconds(86_400))
    }

    @Test func `every time of a sparse schedule is a row`() throws {
        let runs = try upcoming("0 0 */6 * * *")
        #expect(runs.map { $0.time.seconds - Self.start.seconds } == [6, 12, 18, 24].map { $0 * 3600 })
        #expect(runs.allSatisfy { $0.furtherCount == 0 && $0.zone == "UTC" })
    }

    @Test(arguments: [
        ("0 */30 * * * *", 48, 0), ("0 */29 * * * *", 1, 71), ("* * * * * *", 1, 1000), ("0 0 0 1 1 *", 0, 0),
    ])
    func `a dense schedule is one row that says how many follow`(expression: String, rows: Int, further: Int) throws {
        let runs = try upcoming(expression)
        #expect(runs.count == rows)
        #expect(runs.first?.furtherCount ?? 0 == further)
    }
}
