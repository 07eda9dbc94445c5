import Glibc
import JobModel
import LinuxSystem
import RunHistory
import TestKit
import Testing

/// What a host finds that the one before it left unfinished.
@Suite struct RunRepairTests {
    let scratch: ScratchDirectory
    let store: RunStore
    let job: JobName
    let now = SampleRun.start + .seconds(3600)

    init() throws {
        scratch = try ScratchDirectory()
        store = RunStore(layout: HomeLayout(home: scratch.path))
        job = try SampleRun.job()
    }

    @Test func `ends the unfinished runs after the last finished one`() throws {
        try store.create(try SampleRun.running("203102030405067890"))
        try store.create(try SampleRun.finished("203102030405067891"))
        try store.create(try SampleRun.running("203102030405067892"))
        var starting = try SampleRun.running("203102030405067893")
        starting.outcome = .initializing
        try store.create(starting)
        let repaired = try store.repair(job, now: now)
        #expect(repaired.map(\.id.text) == ["203102030405067893", "203102030405067892"])
        for record in repaired {
            #expect(record.outcome == .aborted)
            #expect(record.cause == .hostLost)
            #expect(record.end == now)
            #expect(record.detail?.contains("the host ended while this run was under way") == true)
            #expect(store.record(record.id, of: job) == record)
        }
        #expect(store.record(try SampleRun.id("203102030405067890"), of: job)?.outcome == .running)
        #expect(try store.repair(job, now: now).isEmpty)
    }

    @Test(arguments: ["", "{\"Sta", "{}", "{\"Status\":\"Success\"}"])
    func `a damaged status says nothing about older runs`(damage: String) throws {
        try store.create(try SampleRun.running("203102030405067890"))
        var waiting = try SampleRun.running("203102030405067891")
        waiting.outcome = .queued
        try store.create(waiting)
        try store.create(try SampleRun.running("203102030405067892"))
        try scratch.write("data/jobs/triggered/\(job)/203102030405067892/status", damage)
        #expect(try store.repair(job, now: now).map(\.id.text) == ["203102030405067890"])
        #expect(store.queuedRuns(of: job).map(\.id.text) == ["203102030405067891"])
    }

    @Test(arguments: [(1, true), (15, true), (16, false), (0, false), (-1, false)])
    func `a run that was prepared for a moment that has not come is forgotten`(seconds: Int, isForgotten: Bool) throws {
        var record = try SampleRun.running()
        record.start = now + .seconds(seconds)
        try store.create(record)
        #expect(try store.repair(job, now: now).isEmpty == isForgotten)
        #expect(store.runs(of: job).isEmpty == isForgotten)
        #expect(store.record(record.id, of: job)?.outcome == (isForgotten ? nil : .aborted))
    }

    @Test func `the end is the time of the last output`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        try write(outputOf: record, modified: 1_927_857_999)
        #expect(try store.repair(job, now: now).map(\.end) == [Timestamp(seconds: 1_927_857_999)])
    }

    @Test func `an output from before 1970 is not believed`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        try write(outputOf: record, modified: -5)
        #expect(try store.repair(job, now: now).map(\.end) == [now])
    }

    /// Some file systems keep such dates, others the latest one they know.
    @Test func `an output from a far future is no obstacle`() throws {
        let record = try SampleRun.running()
        try store.create(record)
        try write(outputOf: record, modified: 15_000_000_000)
        #expect(try store.repair(job, now: now).map(\.outcome) == [.aborted])
    }

    @Test func `folders without a status hide no unfinished run`() throws {
        try store.create(try SampleRun.running("203102030405067890"))
        try Folder.create(scratch.at("data/jobs/triggered/report/203102030405067891"))
        try Folder.create(scratch.at("data/jobs/triggered/report/999912312359599999"))
        #expect(try store.repair(job, now: now).map(\.id.text) == ["203102030405067890"])
    }

    @Test func `there is nothing to repair in an empty past`() throws {
        #expect(try store.repair(job, now: now).isEmpty)
    }

    private func write(outputOf record: RunRecord, modified: Int) throws {
        let path = store.outputPath(record)
        try AtomicFile.write(Array("said\n".utf8), to: path)
        let times = [timespec(tv_sec: modified, tv_nsec: 0), timespec(tv_sec: modified, tv_nsec: 0)]
        try check("utimensat", path: path) { utimensat(AT_FDCWD, path, times, 0) }
    }
}
