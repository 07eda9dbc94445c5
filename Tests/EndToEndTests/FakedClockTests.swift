import Glibc
import JobModel
import TestKit
import Testing

/// Schedules in the nights when clocks are changed, through the built program in a time of its own.
@Suite struct FakedClockTests {
    /// How long before the moment that matters the clock begins to run.
    static let lead: Duration = .seconds(2)

    /// A night in which the clocks of a zone are changed.
    struct Night: CustomTestStringConvertible {
        let zone: String
        let change: String
        /// The hour of the local clock that is skipped or comes twice.
        let hour: Int

        var testDescription: String { zone }
    }

    private static let spring = [
        Night(zone: "Europe/Berlin", change: "2026-03-29T01:00:00Z", hour: 2),
        Night(zone: "America/New_York", change: "2026-03-08T07:00:00Z", hour: 2),
    ]
    private static let autumn = [
        Night(zone: "Europe/Berlin", change: "2026-10-25T01:00:00Z", hour: 2),
        Night(zone: "America/New_York", change: "2026-11-01T06:00:00Z", hour: 1),
    ]

    static func time(_ text: String) throws -> Timestamp {
        try #require(Timestamp(rfc3339: text))
    }

    // MARK: spring

    @Test(arguments: spring)
    func `a skipped time runs once, at the moment of the jump, and a rhythm goes on`(night: Night) async throws {
        let jump = try Self.time(night.change)
        let clock = try FakedClock(standingAt: jump - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "night", schedule: "0 30 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "several", schedule: "0 0,20,40 2,3 * * *", zone: night.zone),
            PlannedJob(name: "half", schedule: "0 */30 * * * *", zone: night.zone),
            PlannedJob(name: "minute", schedule: "0 * * * * *", zone: night.zone),
            PlannedJob(name: "second", schedule: "*/1 * * * * *", zone: night.zone),
        ])
        #expect(try await site.nextRun("night") == night.change)
        try await clock.run(until: jump + .seconds(3))

        for job in ["night", "several", "half", "minute"] {
            let entries = try await site.history(job, runs: 1)
            #expect(entries.count == 1, "\(job): \(entries)")
            let run = try #require(entries.first)
            #expect(run.scheduled == jump)
            #expect((.zero..<Duration.seconds(30)).contains(run.started - jump), "\(job) began at \(run.started)")
            #expect(try site.output(run, of: job).contains("planned for \(night.change)\n"))
        }
        let seconds = try await site.history("second", runs: 1)
        try expectNoGap(seconds, step: .seconds(1))
        #expect(seconds.contains { $0.scheduled < jump } && seconds.contains { $0.scheduled > jump })

        // The next night has the time again: 23 and a half hours later.
        let nextNight = (jump + .seconds(23 * 3600 + 1800)).rfc3339(decimals: 0)
        #expect(try await site.nextRun("night") == nextNight)
        #expect(try await site.nyala("explain", "night").output.contains("brings the next run at \(nextNight)."))
        #expect(try await site.nextRun("several") == (jump + .seconds(1200)).rfc3339(decimals: 0))
        #expect(try await site.nextRun("half") == (jump + .seconds(1800)).rfc3339(decimals: 0))
    }

    @Test(arguments: spring)
    func `a host that was down at the jump makes up for the skipped time once`(night: Night) async throws {
        let jump = try Self.time(night.change)
        let clock = try FakedClock(standingAt: jump - .seconds(1200))
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "night", schedule: "0 15,30 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "strict", schedule: "0 15,30 \(night.hour) * * *", zone: night.zone, missedRuns: "skip"),
        ])
        try await site.end(with: SIGTERM)
        try clock.stand(at: jump + .seconds(300))
        let again = try await site.startAgain()
        let run = try #require(try await again.history("night", runs: 1).first)
        #expect(run.scheduled == jump)
        #expect(try again.output(run, of: "night").contains("planned for \(night.change)\n"))
        let skipped = try #require(try await again.history("strict", runs: 0, skipped: 1).first)
        #expect(skipped.isMissed && skipped.scheduled == jump && skipped.occurrences == 1, "\(skipped)")
        #expect(try await again.history("night").count == 1)
    }

    // MARK: autumn

    @Test(arguments: autumn)
    func `in the repeated hour a time of day does not come again, and a rhythm goes on`(night: Night) async throws {
        let change = try Self.time(night.change)
        let clock = try FakedClock(standingAt: change - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "last", schedule: "59 59 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "first", schedule: "0 0 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "early", schedule: "2 0 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "half", schedule: "0 */30 * * * *", zone: night.zone),
            PlannedJob(name: "second", schedule: "*/1 * * * * *", zone: night.zone),
        ])
        try await clock.run(until: change + .seconds(3))

        // The last second of the first pass.
        let last = try await site.history("last", runs: 1)
        #expect(last.map(\.scheduled) == [change - .seconds(1)])
        // Their times were in the first pass, before these schedules began, and the second pass brings none.
        #expect(try await site.history("first").isEmpty)
        #expect(try await site.history("early").isEmpty)
        // The first moment of the second pass.
        #expect(try await site.history("half", runs: 1).map(\.scheduled) == [change])
        let seconds = try await site.history("second", runs: 1)
        try expectNoGap(seconds, step: .seconds(1))
        #expect(seconds.contains { $0.scheduled < change } && seconds.contains { $0.scheduled > change })

        let day: Duration = .seconds(24 * 3600)
        #expect(try await site.nextRun("last") == (change + day + .seconds(3599)).rfc3339(decimals: 0))
        #expect(try await site.nextRun("first") == (change + day).rfc3339(decimals: 0))
        #expect(try await site.nextRun("early") == (change + day + .seconds(2)).rfc3339(decimals: 0))
        #expect(try await site.nextRun("half") == (change + .seconds(1800)).rfc3339(decimals: 0))
    }

    @Test(arguments: autumn)
    func `both passes of the repeated hour run a rhythm, and only the first a time of day`(night: Night) async throws {
        let firstPass = try Self.time(night.change) - .seconds(1800)
        let secondPass = firstPass + .seconds(3600)
        let clock = try FakedClock(standingAt: firstPass - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "fixed", schedule: "0 30 \(night.hour) * * *", zone: night.zone),
            PlannedJob(name: "rhythm", schedule: "0 30 */1 * * *", zone: night.zone),
        ])
        try await clock.run(until: firstPass + .seconds(1))
        #expect(try await site.history("fixed", runs: 1).map(\.scheduled) == [firstPass])
        _ = try await site.history("rhythm", runs: 1)
        try await site.end(with: SIGKILL)
        try clock.stand(at: secondPass - Self.lead)
        let again = try await site.startAgain()
        try await again.waitForPlan(of: ["fixed", "rhythm"])
        try await clock.run(until: secondPass + .seconds(1))
        #expect(try await again.history("rhythm", runs: 2).map(\.scheduled) == [firstPass, secondPass])
        #expect(try await again.history("fixed").map(\.scheduled) == [firstPass])
    }
}
