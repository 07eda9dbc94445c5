import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import RunHistory

/// Runs that were not finished in the order in which they began.
extension RunRepairTests {
    /// Makes runs, oldest first; an entry may name the oldest that was open when it ended, by its place.
    private func fill(_ runs: [(RunOutcome, Int?)]) throws -> [RunID] {
        let ids = runs.indices.map { RunID(start: SampleRun.start + .seconds($0)) }
        for (place, (outcome, open)) in runs.enumerated() {
            var record = RunRecord(
                id: ids[place],
                job: job,
                request: RunRequest(trigger: ""),
                version: nil,
                start: ids[place].start,
                outcome: outcome
            )
            record.oldestOpen = open.map { ids[$0] }
            try store.create(&record)
        }
        return ids
    }

    @Test func `a run that outlived newer ones is found by what they say`() throws {
        let ids = try fill([
            (.success, nil), (.running, nil), (.success, 1), (.failed, 1), (.running, nil), (.success, 1),
        ])
        #expect(try store.repair(job, now: now).map(\.id) == [ids[4], ids[1]])
        #expect(try store.repair(job, now: now).isEmpty)
    }

    @Test func `what was skipped or waits is passed over`() throws {
        let ids = try fill([
            (.running, nil), (.success, nil), (.running, nil), (.skipped, nil), (.queued, nil), (.skipped, 2),
        ])
        // The first is not looked at: the second says that nothing was open when it ended.
        #expect(try store.repair(job, now: now).map(\.id) == [ids[2]])
        #expect(store.record(ids[0], of: job)?.outcome == .running)
        #expect(store.queuedRuns(of: job).map(\.id) == [ids[4]])
    }

    @Test func `runs that wait are found, oldest first, behind what was finished meanwhile`() throws {
        let ids = try fill([
            (.queued, nil), (.success, nil), (.queued, nil), (.queued, nil), (.success, 2), (.queued, nil),
        ])
        #expect(store.queuedRuns(of: job).map(\.id) == [ids[2], ids[3], ids[5]])
    }

    @Test func `the latest planned time is that of no retry, and not from the future`() throws {
        let ids = try fill([(.success, nil), (.success, nil), (.success, nil), (.success, nil)])
        let times = [10, 20, 5, 99_999]
        for (id, time) in zip(ids, times) {
            var record = try #require(store.record(id, of: job))
            record.request.scheduledTime = SampleRun.start + .seconds(time)
            if time == 5 { record.request.retryOf = ids[0] }
            try store.update(record)
        }
        func latest(since: Timestamp) -> Timestamp? { store.latestScheduledTime(job, since: since, now: now) }
        #expect(latest(since: SampleRun.start) == (SampleRun.start + .seconds(20)).wholeSecond)
        #expect(latest(since: ids[2].start) == nil)
    }
}

extension Timestamp {
    /// As a status file keeps planned times.
    fileprivate var wholeSecond: Timestamp { Timestamp(seconds: seconds) }
}
