import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import RunHistory

/// Outputs of runs that make room for others.
@Suite struct RunOutputTests {
    private let scratch: ScratchDirectory
    private let store: RunStore
    private let job: JobName

    init() throws {
        scratch = try ScratchDirectory()
        store = RunStore(layout: HomeLayout(home: scratch.path))
        job = try SampleRun.job()
    }

    private func run(_ outcome: RunOutcome) throws -> RunRecord {
        var record = RunRecord(
            id: RunID(start: SampleRun.start),
            job: job,
            request: RunRequest(trigger: ""),
            version: nil,
            start: SampleRun.start,
            outcome: outcome
        )
        try store.create(&record)
        let folder = "data/jobs/triggered/\(job)/\(record.id)"
        try scratch.write("\(folder)/output_log.txt", String(repeating: "x", count: 1000))
        try scratch.write("\(folder)/output_prev_log.txt", String(repeating: "x", count: 200))
        try scratch.write("\(folder)/output_prev_log.3.txt", String(repeating: "x", count: 50))
        return record
    }

    @Test func `an output is all of its files`() throws {
        let record = try run(.success)
        #expect(store.outputSize(of: record.id, job)?.bytes == 1250)
        #expect(store.outputSize(of: RunID(start: SampleRun.start + .seconds(1)), job) == nil)
    }

    @Test func `that of a run that has ended becomes one line, and the record stays`() throws {
        let record = try run(.failed)
        #expect(try store.replaceOutput(of: record.id, job, with: Array("gone\n".utf8)))
        #expect(try FileContents.text(store.outputPath(record)) == "gone\n")
        #expect(store.outputSize(of: record.id, job)?.bytes == 5)
        #expect(store.record(record.id, of: job)?.outcome == .failed)
    }

    @Test(arguments: [RunOutcome.queued, .running, .initializing])
    func `that of a run that goes on stays`(outcome: RunOutcome) throws {
        let record = try run(outcome)
        #expect(try !store.replaceOutput(of: record.id, job, with: Array("gone\n".utf8)))
        #expect(store.outputSize(of: record.id, job)?.bytes == 1250)
    }
}
