import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Runs of a schedule whose processes are there before their moment: here ten seconds before, so that there is time to
/// see to it that nothing of that shows.
@Suite struct EarlyStartTests {
    /// A job that is due once, soon, and writes when it ran.
    private struct Due {
        let moment: Timestamp
        let settings: String

        /// Late enough for the host to know the job before it begins to prepare.
        init(_ more: String) {
            moment = Timestamp(seconds: SystemClock().wallTime().seconds + 14)
            let second = moment.seconds % 86_400
            let time = "\(second % 60) \(second / 60 % 60) \(second / 3600) * * *"
            settings = "{\"schedule\": \"\(time)\", \"time_zone\": \"UTC\"\(more)}"
        }

        var hasCome: Bool { SystemClock().wallTime() >= moment }
    }

    private static let script = "echo \"old at $(date +%s)\"\n"

    /// `more`: settings of the job besides its schedule.
    private func start(_ script: String = script, more: String = "") async throws -> (TestSite, Due) {
        let site = try await TestSite.start(settings: ["jobs.early_start": "10s"])
        // However long the host took to start.
        let due = Due(more)
        try site.add("triggered/due", ["run.sh": script, "settings.job": due.settings])
        return (site, due)
    }

    /// Waits until the process of its run is there, which must be before its moment.
    private func waitForProcess(_ site: TestSite, _ due: Due) async throws {
        try await eventually("its run is prepared") { try site.runFolders(of: "due").count == 1 }
        try #require(!due.hasCome, "this machine was too slow for this test")
    }

    /// The one entry of the history, when it has ended.
    private func entry(_ site: TestSite) async throws -> HistoryEntry {
        var entries: [HistoryEntry] = []
        try await eventually("its run has ended") {
            entries = try await site.history("due")
            return entries.contains { !["Queued", "Running"].contains($0.outcome) }
        }
        #expect(entries.count == 1)
        return try #require(entries.first)
    }

    @Test func `it runs at its moment`() async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        // By hand there is no place for another now.
        #expect(try await !site.nyala("run", "due").isSuccess)
        let next = try await site.job("triggered/due")?["next_run"]?.string
        let explanation = try await site.nyala("explain", "due").output
        try #require(!due.hasCome, "this machine was too slow for this test")
        #expect(next.flatMap(Timestamp.init(rfc3339:)) == due.moment)
        #expect(explanation.contains("is prepared, and begins at \(due.moment.rfc3339(decimals: 0))"), "\(explanation)")
        let entry = try await entry(site)
        #expect(entry.outcome == "Success")
        #expect(entry.scheduled == due.moment)
        #expect(entry.started == due.moment)
        let output = try site.output(entry, of: "due")
        let second = output.split(separator: "old at ").last.flatMap { Int64($0.prefix(10)) }
        #expect(try #require(second) >= due.moment.seconds, "\(output)")
        #expect(output.contains("Status changed to Initializing"))
        #expect(output.contains("Status changed to Success"))
    }

    @Test func `what is changed before the moment is what runs`() async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        try site.write("triggered/due", "run.sh", "echo \"new at $(date +%s)\"\n")
        try #require(!due.hasCome, "this machine was too slow for this test")
        let entry = try await entry(site)
        #expect(entry.outcome == "Success")
        let output = try site.output(entry, of: "due")
        #expect(output.contains("new at ") && !output.contains("old at "), "\(output)")
        let second = output.split(separator: "new at ").last.flatMap { Int64($0.prefix(10)) }
        #expect(try #require(second) >= due.moment.seconds, "\(output)")
    }

    @Test func `a setting of the site that is changed before the moment is what the run gets`() async throws {
        let (site, due) = try await start("echo \"old at $(date +%s), $WORD\"\n")
        try await waitForProcess(site, due)
        #expect(try await site.nyala("settings", "set", "WORD=changed").isSuccess)
        try #require(!due.hasCome, "this machine was too slow for this test")
        let entry = try await entry(site)
        #expect(entry.outcome == "Success")
        #expect(try site.output(entry, of: "due").contains(", changed"))
    }

    @Test(arguments: ["disable.job", "settings.job", "run.sh"])
    func `a job that is stopped, planned anew or broken before the moment does not run`(file: String) async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        if file == "run.sh" {
            #expect(unlink(site.scratch.at(site.name("triggered/due", file))) == 0)
        } else {
            try site.write("triggered/due", file, file == "settings.job" ? "{}" : "")
        }
        try #require(!due.hasCome, "this machine was too slow for this test")
        try await eventually("its process has gone") { try site.runFolders(of: "due").isEmpty }
        try await eventually("its moment has passed") { SystemClock().wallTime() >= due.moment + .seconds(1) }
        #expect(try site.runFolders(of: "due").isEmpty)
    }

    @Test func `a host that is killed meanwhile changes nothing`() async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        kill(site.servingProcess, SIGKILL)
        try await eventually("the next host answers") { try await site.nyala("jobs").isSuccess }
        let entry = try await entry(site)
        #expect(entry.outcome == "Success")
        #expect(entry.started >= due.moment)
        #expect(try site.output(entry, of: "due").ranges(of: "old at ").count == 1)
    }

    @Test func `a host that ends meanwhile leaves it to the next one`() async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        try await site.end(with: SIGTERM)
        #expect(!due.hasCome, "the end of the host waited for the moment")
        let again = try await site.startAgain()
        let entry = try await entry(again)
        #expect(entry.outcome == "Success")
        #expect(entry.scheduled == due.moment)
        #expect(try again.output(entry, of: "due").ranges(of: "old at ").count == 1)
    }

    @Test func `one that somebody stops does not run`() async throws {
        let (site, due) = try await start()
        try await waitForProcess(site, due)
        let run = try #require(try site.runFolders(of: "due").first)
        #expect(try await site.nyala("cancel", "due", run).isSuccess)
        let entry = try await entry(site)
        #expect(!due.hasCome, "the end of the run waited for the moment")
        #expect(entry.outcome == "Stopped")
        #expect(entry.detail.contains("it was stopped before it began"))
        #expect(try !site.output(entry, of: "due").contains("old at "))
    }

    @Test func `a program that cannot be executed has failed at its moment`() async throws {
        let (site, _) = try await start(more: ", \"run\": [\"./missing-program\"]")
        let entry = try await entry(site)
        #expect(entry.outcome == "Failed")
        #expect(entry.cause == "start_failed")
        #expect(entry.detail.contains("does not exist"))
    }

    @Test func `a timeout counts from the moment`() async throws {
        let (site, _) = try await start("echo \"old at $(date +%s)\"\nexec sleep 60\n", more: ", \"timeout\": \"2s\"")
        let entry = try await entry(site)
        #expect(entry.cause == "timeout")
        #expect(try site.output(entry, of: "due").contains("old at "))
    }
}
