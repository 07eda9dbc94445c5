import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import RunHistory

@Suite struct RunRetentionTests {
    private let scratch: ScratchDirectory
    private let store: RunStore
    private let job: JobName
    /// The start of the newest run.
    private let now = SampleRun.start + .seconds(9 * 86_400)

    init() throws {
        scratch = try ScratchDirectory()
        store = RunStore(layout: HomeLayout(home: scratch.path))
        job = try SampleRun.job()
        // Ten runs, a day apart, each with an output of 1000 bytes.
        for day in 0..<10 {
            var record = RunRecord(
                id: RunID(start: SampleRun.start + .seconds(day * 86_400)),
                job: job,
                request: RunRequest(trigger: ""),
                version: nil,
                start: SampleRun.start,
                outcome: .success
            )
            try store.create(&record)
            let output = "data/jobs/triggered/report/\(record.id)/output_log.txt"
            try scratch.write(output, String(repeating: "x", count: 1000))
        }
    }

    @Test(arguments: [
        (RunRetention(runs: 100), 10), (RunRetention(runs: 3), 3), (RunRetention(runs: 1), 1),
        (RunRetention(runs: 0), 1), (RunRetention(runs: 100, days: 5), 6), (RunRetention(runs: 4, days: 5), 4),
        (RunRetention(runs: 100, days: 1), 2), (RunRetention(runs: 100, bytes: 1_000_000), 10),
        // A status file has about 85 bytes.
        (RunRetention(runs: 100, bytes: 3500), 3), (RunRetention(runs: 100, bytes: 0), 1),
        (RunRetention(runs: 100, days: 100, bytes: 1), 1),
    ])
    func `the newest runs within every limit are kept, one at least`(retention: RunRetention, count: Int) throws {
        let ids = Array(store.runs(of: job))
        try store.prune(job, retention, now: now)
        #expect(Array(store.runs(of: job)) == Array(ids.prefix(count)))
        try store.prune(job, retention, now: now)
        // Beside the runs, only what the next one will be.
        let names = try Folder.names(in: scratch.at("data/jobs/triggered/report")).filter { $0 != ".next" }
        #expect(names.count == count)
    }

    @Test func `the folder of a run that leaves is that of the next one, emptied`() throws {
        let folder = scratch.at("data/jobs/triggered/report")
        var before: UInt = 0
        // A process that another test is just starting has all files of this one open for a moment.
        for kept in (2...9).reversed() where !OwnFolder.exists("\(folder)/.next") {
            let oldest = try #require(store.runs(of: job).last)
            before = try inode("\(folder)/\(oldest)/output_log.txt")
            try store.prune(job, RunRetention(runs: kept), now: now)
        }
        #expect(try scratch.read("data/jobs/triggered/report/.next/output_log.txt")?.isEmpty == true)
        let next = try SampleRun.running()
        try store.create(next)
        #expect(try inode("\(folder)/\(next.id)/output_log.txt") == before)
        #expect(store.record(next.id, of: job) == next)
        #expect(!OwnFolder.exists("\(folder)/.next"))
    }

    @Test func `what somebody reads, or has another name, or holds more, is removed`() throws {
        let folder = scratch.at("data/jobs/triggered/report")
        for spoil in ["read", "link", "file"] {
            let oldest = try #require(store.runs(of: job).last)
            let output = "\(folder)/\(oldest)/output_log.txt"
            var reader: SharedDescriptor?
            switch spoil {
            case "read": reader = SharedDescriptor(try Descriptor.open(output, O_RDONLY))
            case "link": try check("link") { link(output, scratch.at("second")) }
            default: try scratch.write("data/jobs/triggered/report/\(oldest)/more", "")
            }
            try store.prune(job, RunRetention(runs: store.runs(of: job).count - 1), now: now)
            #expect(try Folder.names(in: folder).allSatisfy { !$0.hasPrefix(".") }, "\(spoil)")
            if let reader { #expect(lseek(reader.number, 0, SEEK_END) == 1000) }
        }
        #expect(try scratch.read("second")?.count == 1000)
    }

    private func inode(_ path: String) throws -> UInt {
        var information = stat()
        try check("stat", path: path) { stat(path, &information) }
        return UInt(information.st_ino)
    }

    @Test func `what waits or is under way is kept`() throws {
        let ids = Array(store.runs(of: job))
        for (id, outcome) in [(ids[7], RunOutcome.queued), (ids[8], .running)] {
            var record = try #require(store.record(id, of: job))
            record.outcome = outcome
            try store.update(record)
        }
        try store.prune(job, RunRetention(runs: 2, days: 1, bytes: 1), now: now)
        #expect(Array(store.runs(of: job)) == [ids[0], ids[7], ids[8]])
    }
}
