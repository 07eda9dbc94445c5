import Glibc
import JobModel
import TestKit
import Testing

/// What a host makes of the time in which it did not run.
extension FakedClockTests {
    /// For how long the host was stopped, and what its next start makes of it.
    struct Downtime: CustomTestStringConvertible {
        let testDescription: String
        let length: Duration
        /// By the name of the job: for when those runs were planned that are made up for, and how many are not.
        let expected: [String: (runs: [String], missed: Int)]
    }

    private static let downtimes = [
        Downtime(
            testDescription: "3 minutes",
            length: .seconds(180),
            expected: [
                "minute-latest": (["2026-06-15T11:48:00Z"], 2),
                "minute-skip": ([], 3),
                "minute-all": (times("2026-06-15T11:", 46...48, ":00Z"), 0),
                "hour-latest": ([], 0),
                "hour-skip": ([], 0),
                "hour-all": ([], 0),
            ]
        ),
        Downtime(
            testDescription: "30 minutes",
            length: .seconds(1800),
            expected: [
                "minute-latest": (["2026-06-15T12:15:00Z"], 29),
                "minute-skip": ([], 30),
                // No more than the window of 10 minutes.
                "minute-all": (times("2026-06-15T12:", 6...15, ":00Z"), 20),
                "hour-latest": ([], 1),
                "hour-skip": ([], 1),
                "hour-all": (["2026-06-15T12:00:00Z"], 0),
            ]
        ),
        Downtime(
            testDescription: "3 days",
            length: .seconds(3 * 86_400),
            expected: [
                "minute-latest": (["2026-06-18T11:45:00Z"], 4319),
                "minute-skip": ([], 4320),
                "minute-all": (times("2026-06-18T11:", 36...45, ":00Z"), 4310),
                "hour-latest": ([], 72),
                "hour-skip": ([], 72),
                "hour-all": (
                    times("2026-06-15T", 12...23, ":00:00Z") + times("2026-06-16T", 0...23, ":00:00Z")
                        + times("2026-06-17T", 0...23, ":00:00Z") + times("2026-06-18T", 0...11, ":00:00Z"), 0
                ),
            ]
        ),
    ]

    private static func times(_ before: String, _ numbers: ClosedRange<Int>, _ after: String) -> [String] {
        numbers.map { "\(before)\($0 < 10 ? "0" : "")\($0)\(after)" }
    }

    @Test(arguments: downtimes, [SIGTERM, SIGKILL])
    func `the history says what was made up for after a downtime, and what was missed`(
        downtime: Downtime,
        signal: Int32
    ) async throws {
        let begin = try Self.time("2026-06-15T11:45:00Z")
        let clock = try FakedClock(standingAt: begin - Self.lead)
        let site = try await TestSite.start(clock: clock)
        var jobs: [PlannedJob] = []
        for policy in ["latest", "skip", "all"] {
            let window = policy == "all" ? "7d" : "10m"
            jobs.append(PlannedJob(name: "minute-\(policy)", schedule: "0 * * * * *", missedRuns: policy))
            jobs.append(
                PlannedJob(name: "hour-\(policy)", schedule: "@hourly", missedRuns: policy, missedWindow: window)
            )
        }
        try await site.plan(jobs)
        try await clock.run(until: begin + .seconds(1))
        for policy in ["latest", "skip", "all"] { _ = try await site.history("minute-\(policy)", runs: 1) }
        try await site.end(with: signal)
        try clock.stand(at: begin + downtime.length + .seconds(5))
        let again = try await site.startAgain()
        try await again.waitForPlan(of: jobs.map(\.name))

        for (job, expected) in downtime.expected {
            let live = job.hasPrefix("minute") ? [begin.rfc3339(decimals: 0)] : []
            let runs = live + expected.runs
            let entries = try await again.history(job, runs: runs.count, skipped: expected.missed > 0 ? 1 : 0)
            #expect(entries.filter { !$0.isSkipped }.map { $0.scheduled.rfc3339(decimals: 0) } == runs, "\(job)")
            let missed = entries.filter(\.isSkipped)
            #expect(missed.count == (expected.missed > 0 ? 1 : 0), "\(job)")
            #expect(missed.first?.occurrences ?? 0 == expected.missed, "\(job)")
            for entry in missed {
                #expect(entry.isMissed && entry.detail.contains("did not start: the host was not running then"))
                #expect(try await again.nyala("history", job).output.contains("Skipped (missed)"))
            }
            guard !entries.isEmpty else { continue }
            try expectNoGap(entries, step: job.hasPrefix("minute") ? .seconds(60) : .seconds(3600))
        }
    }

    @Test func `late occurrences that wait for a lock are not lost with a clean stop, nor in silence`() async throws {
        let begin = try Self.time("2026-06-15T11:59:00Z")
        let clock = try FakedClock(standingAt: begin)
        let site = try await TestSite.start(clock: clock)
        let names = ["k1", "k2", "k3"]
        let settings = "{\"schedule\": \"0 0 * * * *\", \"lock\": \"database\", \"stopping_wait_time\": 1}"
        for name in names {
            try site.add(
                "triggered/\(name)",
                ["run.sh": "while [ ! -e go ]; do sleep 0.1; done\n", "settings.job": settings]
            )
        }
        try await site.waitForPlan(of: names)
        try await site.end(with: SIGTERM)
        try clock.stand(at: begin + .seconds(200))
        let second = try await site.startAgain()
        try await eventually("one of them runs") { try names.flatMap { try second.runFolders(of: $0) }.count == 1 }
        try await second.end(with: SIGTERM)

        let third = try await second.startAgain()
        func waiting() throws -> [String] { try names.filter { try third.runFolders(of: $0).isEmpty } }
        try await eventually("another one runs") { try waiting().count == 1 }
        let last = try #require(try waiting().first)
        // Whoever stops the job gives the run up, which is told.
        #expect(try await third.nyala("stop", last).isSuccess)
        let entry = try #require(try await third.history(last, runs: 0, skipped: 1).first)
        #expect(entry.cause == "refused" && entry.detail.contains("it waited for its turn"), "\(entry)")
    }

    @Test func `no more than a hundred runs are made up for`() async throws {
        let begin = try Self.time("2026-06-15T11:45:05Z")
        let clock = try FakedClock(standingAt: begin)
        let site = try await TestSite.start(clock: clock)
        try await site.plan([
            PlannedJob(name: "all", schedule: "0 * * * * *", missedRuns: "all", missedWindow: "7d")
        ])
        try await site.end(with: SIGTERM)
        try clock.stand(at: begin + .seconds(3 * 86_400))
        let again = try await site.startAgain()
        let entries = try await again.history("all", runs: 100)
        #expect(entries.count == 101)
        #expect(entries.first?.isMissed == true)
        #expect(entries.first?.occurrences == 4220)
        #expect(entries.last?.scheduled.rfc3339(decimals: 0) == "2026-06-18T11:45:00Z")
        try expectNoGap(entries, step: .seconds(60))
    }
}
