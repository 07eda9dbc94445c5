import Glibc
import JobModel
import TestKit
import Testing

/// What a host does when somebody sets the clock.
extension FakedClockTests {
    private static let noon = "2026-06-15T12:00:00Z"
    private static let hour: Duration = .seconds(3600)

    @Test func `what the clock is set forward over is missed, and a rhythm goes on at once`() async throws {
        let noon = try Self.time(Self.noon)
        let clock = try FakedClock(standingAt: noon - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "noon", schedule: "0 0 12 * * *"),
            PlannedJob(name: "patient", schedule: "0 0 12 * * *", missedWindow: "2h"),
            PlannedJob(name: "second", schedule: "* * * * * *"),
        ])
        let start = noon + Self.hour
        try clock.run(from: start)
        try await eventually("the rhythm goes on") {
            try await site.history("second").contains { $0.scheduled > start + .seconds(2) }
        }
        let seconds = try await site.history("second")
        try expectNoGap(seconds, step: .seconds(1))
        let missed = try #require(seconds.first)
        #expect(missed.isMissed && missed.occurrences >= 3600, "\(missed)")
        #expect(seconds.allSatisfy { $0.isSkipped || $0.scheduled >= start })

        #expect(try await site.history("patient", runs: 1).map(\.scheduled) == [noon])
        let skipped = try #require(try await site.history("noon", runs: 0, skipped: 1).first)
        #expect(skipped.isMissed && skipped.scheduled == noon && skipped.occurrences == 1, "\(skipped)")
        #expect(skipped.detail.contains("its clock was set forward"))
        #expect(try await site.nextRun("noon") == "2026-06-16T12:00:00Z")
    }

    @Test func `when the clock is set back a time of day does not come again, and a rhythm goes on`() async throws {
        let noon = try Self.time(Self.noon)
        let clock = try FakedClock(standingAt: noon - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "noon", schedule: "0 0 12 * * *"),
            PlannedJob(name: "second", schedule: "* * * * * *"),
        ])
        try await clock.run(until: noon + .seconds(1))
        _ = try await site.history("noon", runs: 1)
        // An hour ahead by mistake, and back.
        try clock.run(from: noon + Self.hour)
        try await eventually("it runs there") {
            try await site.history("second").contains { $0.scheduled > noon + Self.hour }
        }
        let back = noon - Self.lead
        try clock.run(from: back)
        let before = try #require(try site.runFolders(of: "second").last)
        func later() async throws -> [HistoryEntry] {
            try await site.history("second").filter { $0.id > before && $0.scheduled < noon + .seconds(60) }
        }
        try await eventually("it goes on at once") { try await !later().isEmpty }
        try await clock.run(until: noon + .seconds(2))

        let entries = try await later()
        try expectNoGap(entries, step: .seconds(1))
        #expect(entries.allSatisfy { $0.scheduled >= back && !$0.isMissed }, "\(entries)")
        #expect(try await site.history("noon").map(\.scheduled) == [noon])
        #expect(try await site.nextRun("noon") == "2026-06-16T12:00:00Z")
    }

    @Test(arguments: [
        // By an hour, as far as the host can tell: the turn at noon is on record.
        (noon, [noon]),
        // By a day: such a clock was wrong before, and what it left counts for nothing.
        ("2026-06-14T12:00:00Z", [noon, "2026-06-14T12:00:00Z"]),
    ])
    func `when the clock is set back while the host is down`(nextNoon: String, noons: [String]) async throws {
        let noon = try Self.time(Self.noon)
        let nextNoon = try Self.time(nextNoon)
        let clock = try FakedClock(standingAt: noon - Self.lead)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "noon", schedule: "0 0 12 * * *"),
            PlannedJob(name: "second", schedule: "* * * * * *", missedRuns: "all"),
        ])
        try await clock.run(until: noon + .seconds(1))
        _ = try await site.history("noon", runs: 1)
        try await site.end(with: SIGTERM)
        let before = try #require(try site.runFolders(of: "second").last)
        let back = nextNoon - Self.lead
        try clock.stand(at: back)
        let again = try await site.startAgain()
        try await again.waitForPlan(of: ["noon", "second"])
        try await clock.run(until: nextNoon + .seconds(2))

        #expect(try await again.history("noon", runs: noons.count).map { $0.scheduled.rfc3339(decimals: 0) } == noons)
        #expect(try await again.nextRun("noon") == (nextNoon + Self.hour * 24).rfc3339(decimals: 0))
        let later = try await again.history("second").filter { $0.id > before }
        try expectNoGap(later, step: .seconds(1))
        #expect(later.allSatisfy { $0.scheduled >= back && !$0.isMissed }, "\(later)")
    }
}
