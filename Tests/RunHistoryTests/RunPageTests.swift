import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import RunHistory

/// Looking through the history.
@Suite struct RunPageTests {
    private let scratch: ScratchDirectory
    private let store: RunStore

    init() throws {
        scratch = try ScratchDirectory()
        store = RunStore(layout: HomeLayout(home: scratch.path))
    }

    /// Runs of one job, a minute apart; every third failed, every fourth of a timeout.
    private func fill(_ name: String, _ count: Int, offset: Int = 0) throws -> [RunID] {
        try (0..<count).map { number in
            let start = SampleRun.start + .seconds(60 * number + offset)
            var record = RunRecord(
                id: RunID(start: start),
                job: try JobName(name),
                request: RunRequest(trigger: "External - curl"),
                version: nil,
                start: start,
                outcome: number % 3 == 0 ? .failed : .success
            )
            record.end = start + .seconds(1)
            record.cause = number % 4 == 0 ? .timeout : .exit
            try store.create(&record)
            return record.id
        }
    }

    @Test func `a run whose start lies before its id, because the clock was set back, is found by its start`() throws {
        let ids = try fill("report", 1)
        var record = try SampleRun.finished(RunID(start: SampleRun.start, after: ids[0]).text)
        record = RunRecord(
            id: record.id,
            job: record.job,
            request: record.request,
            version: nil,
            start: SampleRun.start + .seconds(-3600),
            outcome: .success
        )
        try store.create(record)
        var query = RunQuery(limit: 9)
        query.since = SampleRun.start + .seconds(-1)
        #expect(store.page(of: record.job, query).records.map(\.id) == ids)
    }

    @Test func `pages follow each other without gap or overlap`() throws {
        let ids = try fill("report", 10)
        var found: [RunID] = []
        var sizes: [Int] = []
        var query = RunQuery(limit: 4)
        repeat {
            let page = store.page(of: try SampleRun.job(), query)
            found += page.records.map(\.id)
            sizes.append(page.records.count)
            query.before = page.next
        } while query.before != nil
        #expect(found == ids.reversed())
        #expect(sizes == [4, 4, 2])
    }

    @Test func `a page that ends with the last run has no next`() throws {
        _ = try fill("report", 4)
        #expect(store.page(of: try SampleRun.job(), RunQuery(limit: 4)).next == nil)
        #expect(store.page(of: try SampleRun.job(), RunQuery(limit: 3)).next != nil)
        #expect(store.page(of: try JobName("none"), RunQuery(limit: 3)) == RunPage())
    }

    @Test func `filters are exact, first time and again`() throws {
        let ids = try fill("report", 24)
        var query = RunQuery(limit: 100)
        query.outcomes = [.failed]
        query.causes = [.timeout]
        query.since = ids[1].start
        query.until = ids[22].start
        for store in [store, store, RunStore(layout: HomeLayout(home: scratch.path))] {
            #expect(store.page(of: try SampleRun.job(), query).records.map(\.id) == [ids[12]])
        }
        query.causes = nil
        #expect(
            store.page(of: try SampleRun.job(), query).records.map(\.id) == [21, 18, 15, 12, 9, 6, 3].map { ids[$0] }
        )
        query.outcomes = [.skipped]
        #expect(store.page(of: try SampleRun.job(), query).records.isEmpty)
    }

    @Test func `runs of several jobs come in one order`() throws {
        let first = try fill("first", 5)
        let second = try fill("second", 7, offset: 30)
        let third = try fill("third", 1, offset: 90)
        let names = try ["first", "none", "second", "third"].map { try JobName($0) }
        let page = store.page(of: names, RunQuery(limit: 100))
        #expect(page.records.map(\.id) == (first + second + third).sorted().reversed())
        let few = store.page(of: names, RunQuery(limit: 3))
        #expect(few.records == Array(page.records.prefix(3)))
        var rest = RunQuery(limit: 100)
        rest.before = few.next
        #expect(store.page(of: names, rest).records == Array(page.records.dropFirst(3)))
    }

    @Test func `what changes behind its back is seen`() throws {
        let ids = try fill("report", 3)
        let job = try SampleRun.job()
        #expect(store.latest(job) == ids[2])
        let folder = "data/jobs/triggered/report"
        try Folder.removeTree(scratch.at("\(folder)/\(ids[2])"))
        try Folder.removeTree(scratch.at("\(folder)/\(ids[0])"))
        #expect(Array(store.runs(of: job)) == [ids[1]])
        #expect(store.page(of: job, RunQuery(limit: 9)).records.map(\.id) == [ids[1]])
        // Brought back from a backup.
        try scratch.write("\(folder)/203102030405067000/status", "{\"Status\": \"Success\"}")
        #expect(store.page(of: job, RunQuery(limit: 9)).records.count == 2)
    }

    @Test func `folders that a job makes are no runs, whatever their names`() throws {
        let ids = try fill("report", 2)
        let job = try SampleRun.job()
        for name in ["999999999999999999", "203102030405067891", "20310203040506789", "cache"] {
            try scratch.write("data/jobs/triggered/report/\(name)/file", "mine")
        }
        #expect(store.page(of: job, RunQuery(limit: 9)).records.map(\.id) == ids.reversed())
        try store.prune(job, RunRetention(runs: 1), now: SampleRun.start)
        #expect(try scratch.read("data/jobs/triggered/report/999999999999999999/file") == "mine")
        #expect(try scratch.read("data/jobs/triggered/report/203102030405067891/file") == "mine")
    }
}
