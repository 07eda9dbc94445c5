import JobModel
import LinuxSystem
import RunHistory
import TestKit
import Testing

@Suite struct RunStoreTests {
    private let scratch: ScratchDirectory
    private let store: RunStore
    private let job: JobName

    init() throws {
        scratch = try ScratchDirectory()
        store = RunStore(layout: HomeLayout(home: scratch.path))
        job = try SampleRun.job()
    }

    @Test func `creates a run with its folder and status`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        #expect(store.record(record.id, of: job) == record)
        #expect(Array(store.runs(of: job)) == [record.id])
        #expect(store.latest(job) == record.id)
        let folder = "data/jobs/triggered/report/203102030405067890"
        #expect(store.outputPath(record) == scratch.at("\(folder)/output_log.txt"))
        #expect(try scratch.read("\(folder)/status")?.hasSuffix("}\n") == true)
        // At once, and not when the thread of the logs comes to it: what is told of the run would change by itself.
        #expect(try scratch.read("\(folder)/output_log.txt") == "")
    }

    @Test func `an occurrence that did not run has no output`() throws {
        var record = try SampleRun.finished()
        record.outcome = .skipped
        try store.create(record)
        #expect(try Folder.names(in: scratch.at("data/jobs/triggered/report/\(record.id)")) == ["status"])
    }

    @Test func `never creates the same run twice`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        let error = #expect(throws: SystemError.self) { try store.create(try SampleRun.finished()) }
        #expect(error?.call == "rename")
        #expect(store.record(record.id, of: job) == record)
    }

    @Test func `the folder that was made ahead of time becomes the next run's, and is none before`() throws {
        store.prepareSpare(job)
        store.prepareSpare(job)
        #expect(store.runs(of: job).isEmpty)
        #expect(try Folder.names(in: scratch.at("data/jobs/triggered/report")) == [".next"])
        let record = try SampleRun.running()
        try store.create(record)
        #expect(store.record(record.id, of: job) == record)
        #expect(try Folder.names(in: scratch.at("data/jobs/triggered/report")) == [record.id.text])
    }

    @Test func `it never takes the place of a run`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        store.prepareSpare(job)
        #expect(throws: SystemError.self) { try store.create(try SampleRun.finished()) }
        #expect(store.record(record.id, of: job) == record)
    }

    @Test func `updates a run in one step`() throws {
        try store.create(try SampleRun.running())
        let finished = try SampleRun.finished()
        try store.update(finished)
        #expect(store.record(finished.id, of: job) == finished)
        #expect(
            try Folder.names(in: scratch.at("data/jobs/triggered/report/\(finished.id)")).sorted() == [
                "output_log.txt", "status",
            ]
        )
    }

    /// Both statuses lie in one block and are changed in their place.
    @Test func `whoever reads while a run is updated sees one status or the other`() async throws {
        let (running, finished) = (try SampleRun.running(), try SampleRun.finished())
        try store.create(running)
        let store = store
        let writer = Task.detached {
            while !Task.isCancelled {
                for record in [finished, running] { try store.update(record) }
                await Task.yield()
            }
        }
        var seen = Set<RunOutcome>()
        // The writer may wait long for a thread of its own.
        try await eventually("both are seen") {
            for _ in 0..<3_000 {
                if let record = store.record(running.id, of: running.job) { seen.insert(record.outcome) }
                await Task.yield()
            }
            return seen.count > 1
        }
        writer.cancel()
        try await writer.value
        #expect(seen == [.running, .failed])
        #expect(try Folder.names(in: scratch.at("data/jobs/triggered/report/\(running.id)")).count == 2)
    }

    @Test func `an update of a run that was removed is refused`() throws {
        #expect(throws: SystemError.self) { try store.update(try SampleRun.finished()) }
        #expect(store.runs(of: job).isEmpty)
    }

    @Test func `lists runs newest first and nothing else`() throws {
        for id in ["203102030405067890", "203102030405067892", "203102030405067891"] {
            try store.create(try SampleRun.finished(id))
        }
        for name in ["20310203040506789", "2031020304050678900", "cache", "job_scheduler.log"] {
            try scratch.write("data/jobs/triggered/report/\(name)/x", "")
        }
        let names = store.runs(of: job).map(\.text)
        #expect(names == ["203102030405067892", "203102030405067891", "203102030405067890"])
        #expect(store.latest(job)?.text == "203102030405067892")
        #expect(store.latest(try JobName("other")) == nil)
    }

    @Test func `a run without a status never was`() throws {
        let id = try SampleRun.id()
        #expect(store.record(id, of: job) == nil)
        try Folder.create(scratch.at("data/jobs/triggered/report/\(id)"))
        #expect(store.record(id, of: job) == nil)
        try Folder.create(scratch.at("data/jobs/triggered/report/\(id)/status"))
        #expect(store.record(id, of: job) == nil)
    }

    @Test func `a damaged or huge status stands in nobody's way`() throws {
        let id = try SampleRun.id()
        try scratch.write("data/jobs/triggered/report/\(id)/status", "{\"Status\":\"Succ")
        #expect(store.record(id, of: job)?.outcome == .aborted)
        try scratch.write("data/jobs/triggered/report/\(id)/status", String(repeating: " ", count: 1024 * 1024 + 1))
        #expect(store.record(id, of: job) == nil)
    }

    /// Names that a job gave to folders in its data path.
    @Test(arguments: ["999912312359599999", "000001010000000000"])
    func `a folder that only looks like a run does no harm`(name: String) throws {
        try scratch.write("data/jobs/triggered/report/\(name)/status", "")
        #expect(store.record(try SampleRun.id(name), of: job)?.start == Timestamp(seconds: 0))
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 3), (50, 3), (0, 1), (-5, 1)])
    func `prunes to the newest runs, one at least`(count: Int, kept: Int) throws {
        let ids = ["203102030405067891", "203102030405067892", "203102030405067893"]
        for id in ids { try store.create(try SampleRun.finished(id)) }
        try scratch.write("data/jobs/triggered/report/\(ids[0])/output_log.txt", "output")
        try store.prune(job, RunRetention(runs: count), now: SampleRun.start)
        #expect(store.runs(of: job).map(\.text) == ids.suffix(kept).reversed())
    }

    @Test func `prunes no run that is under way`() throws {
        try store.create(try SampleRun.running("203102030405067890"))
        try store.create(try SampleRun.finished("203102030405067891"))
        try store.create(try SampleRun.finished("203102030405067892"))
        try Folder.create(scratch.at("data/jobs/triggered/report/203102030405067889"))
        try store.prune(job, RunRetention(runs: 1), now: SampleRun.start)
        #expect(store.runs(of: job).map(\.text) == ["203102030405067892", "203102030405067890"])
    }

    @Test func `prunes nothing of a job without a past`() throws {
        try store.prune(job, RunRetention(runs: 1), now: SampleRun.start)
        #expect(store.runs(of: job).isEmpty)
    }
}
