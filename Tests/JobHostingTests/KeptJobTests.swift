import JobModel
import ProcessSupervision
import Testing

@testable import JobHosting

/// What a host leaves for the next one is what that one reads.
@Suite struct KeptJobTests {
    private func kept(_ job: String, run: String? = nil) throws -> KeptJob {
        let version = try #require(TreeID(hexadecimal: String(repeating: "a1", count: 20)))
        return KeptJob(
            job: try #require(JobID(path: job)),
            run: run.flatMap(RunID.init),
            index: 2,
            root: "/home/tmp/jobs/a b",
            port: 4711,
            slot: 3,
            mark: "WEBJOBS_SHUTDOWN_FILE=/x",
            order: StopOrder(signal: 15, grace: .milliseconds(1500), shutdownFile: "/x"),
            generation: run == nil
                ? Generation(version: version, environmentRevision: -7, secretRevisions: [1, .min]) : nil,
            secretFolder: "/dev/shm/s",
            privateFolder: "/home/tmp/private",
            limits: WatchedLimits(memory: 1 << 40, processes: 9),
            notifyName: "nyala/x",
            startTime: Timestamp(nanoseconds: 1_927_857_999_123_456_789),
            since: MonotonicTime(nanoseconds: 77),
            isDebugged: run == nil
        )
    }

    @Test(arguments: [("continuous/worker", nil), ("triggered/report", "203102030405067890")] as [(String, String?)])
    func `every part comes back`(job: String, run: String?) throws {
        let before = try kept(job, run: run)
        let after = try #require(KeptJob(parsing: before.bytes))
        #expect(after.bytes == before.bytes)
        #expect(after.job == before.job && after.run == before.run && after.generation == before.generation)
        #expect(after.order == before.order && after.limits == before.limits && after.since == before.since)
        #expect(after.startTime == before.startTime && after.notifyName == before.notifyName)
        #expect(after.isDebugged == before.isDebugged)
        #expect(after.index == 2 && after.slot == 3 && after.port == 4711)
    }

    @Test(arguments: ["", "{}", "[1]", #"{"job": "continuous/worker"}"#])
    func `what another version has written is not guessed at`(text: String) {
        #expect(KeptJob(parsing: Array(text.utf8)) == nil)
    }

    @Test func `a run of a continuous job, or a triggered job without one, is no such thing`() throws {
        #expect(KeptJob(parsing: try kept("triggered/report").bytes) == nil)
    }
}
