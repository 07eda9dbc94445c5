import Testing

@testable import CronSchedule

@Suite struct DueOccurrencesTests {
    /// Seconds since the base, which is a full minute.
    private static let base: Int64 = 1_900_000_020 - 1_900_000_020 % 60

    private func due(
        _ expression: String,
        elapsed: Int64,
        _ policy: DueOccurrences.Policy,
        window: Int64 = 600
    ) throws -> DueOccurrences {
        let schedule = ZonedSchedule(expression: try CronExpression(expression), zone: .utc)
        let base = Self.base
        return DueOccurrences(of: schedule, after: base, through: base + elapsed, policy, window: window)
    }

    private func runs(_ due: DueOccurrences) -> [Int64] { due.runs.map { $0 - Self.base } }

    @Test(arguments: DueOccurrences.Policy.allCases)
    func `one that is on time is run, whatever the policy`(_ policy: DueOccurrences.Policy) throws {
        let due = try due("0 * * * * *", elapsed: 60, policy)
        #expect(runs(due) == [60])
        #expect(due.skipped == nil)
    }

    @Test(arguments: DueOccurrences.Policy.allCases)
    func `nothing is due before the next, nor when the clock went back`(_ policy: DueOccurrences.Policy) throws {
        for elapsed in [-3600, 0, 59] as [Int64] {
            let due = try due("0 * * * * *", elapsed: elapsed, policy)
            #expect(due.runs.isEmpty)
            #expect(due.skipped == nil)
        }
    }

    @Test(
        arguments: [
            (DueOccurrences.Policy.latest, [180], 2), (.skip, [], 3), (.all, [60, 120, 180], 0),
        ] as [(DueOccurrences.Policy, [Int64], Int)]
    )
    func `after three and a half minutes down`(policy: DueOccurrences.Policy, runs: [Int64], skipped: Int) throws {
        let due = try due("0 * * * * *", elapsed: 210, policy)
        #expect(self.runs(due) == runs)
        #expect(due.skipped?.count ?? 0 == skipped)
    }

    @Test func `what is older than the window is never run`() throws {
        for policy in DueOccurrences.Policy.allCases {
            let due = try due("0 0 * * * *", elapsed: 7 * 3600 + 1800, policy)
            #expect(due.runs.allSatisfy { Self.base + 7 * 3600 + 1800 - $0 <= 600 })
        }
        #expect(try runs(due("0 * * * * *", elapsed: 3600 + 30, .all)).first == 3000 + 60)
        #expect(try runs(due("0 * * * * *", elapsed: 3600, .latest, window: 0)) == [3600])
        #expect(try runs(due("0 * * * * *", elapsed: 3630, .latest, window: 29)) == [])
        #expect(try runs(due("0 * * * * *", elapsed: 3630, .latest, window: 30)) == [3600])
    }

    @Test func `the entry says from when to when and how many`() throws {
        let due = try due("*/10 * * * * *", elapsed: 65, .latest)
        #expect(
            due.skipped
                == DueOccurrences.Skipped(first: Self.base + 10, last: Self.base + 50, count: 5, isMore: false)
        )
    }

    @Test func `limits bound the work after a long time down`() throws {
        #expect(DueOccurrences.maximumRuns == 100)
        #expect(DueOccurrences.maximumCount == 10_000)
        #expect(DueOccurrences.tolerance == 2)
        let all = try due("* * * * * *", elapsed: 600, .all)
        #expect(all.runs.count == 100)
        #expect(runs(all).last == 600)
        let long = try due("* * * * * *", elapsed: 3 * 86_400, .latest)
        #expect(runs(long) == [3 * 86_400])
        #expect(long.skipped?.count == 10_000 + 600)
        #expect(long.skipped?.isMore == true)
        #expect(long.skipped?.last == Self.base + 3 * 86_400 - 1)
    }
}
