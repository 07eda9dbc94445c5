import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Schedules on the real clock, through the built program.
@Suite struct ScheduleTests {
    private static let everySecond = "{\"schedule\": \"* * * * * *\", \"history\": {\"runs\": 1000}}"

    private func history(_ site: TestSite, _ job: String) async throws -> [JSONValue] {
        let text = try await site.nyala("history", job, "--json", "-n", "1000").output
        return try JSONValue.parse(Array(text.utf8)).array ?? []
    }

    /// The passing of time is what a schedule is about.
    private func letPass(_ duration: Duration) async throws {
        let clock = SystemClock()
        let end = clock.monotonicTime() + duration
        try await eventually("\(duration) have passed") { clock.monotonicTime() >= end }
    }

    @Test func `what came due while the host was down is on record, and the newest of it runs`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/tick", ["run.sh": "true\n", "settings.job": Self.everySecond])
        try await eventually("it runs") { try await history(site, "tick").count >= 2 }
        site.host.send(SIGKILL)
        _ = try await Command.wait(for: site.host)
        try await letPass(.seconds(4))
        let again = try await site.startAgain()
        try await eventually("what was missed is on record, and it runs on") {
            let entries = try await history(again, "tick")
            let missed = entries.firstIndex { $0["cause"]?.string == "missed" }
            return missed.map { $0 >= 2 } ?? false
        }
        let entries = try await history(again, "tick")
        let missed = try #require(entries.first { $0["cause"]?.string == "missed" })
        #expect(missed["outcome"]?.string == "Skipped")
        #expect(missed["occurrences"]?.integer ?? 0 >= 2)
        #expect(missed["detail"]?.string?.contains("the host was not running then") == true)

        // Every second from the first to the last is one run or part of an entry, and none is both.
        let times = entries.compactMap { $0["scheduled"]?.string.flatMap(Timestamp.init(rfc3339:))?.seconds }
        #expect(Set(times).count == times.count)
        let first = try #require(times.min())
        let last = try #require(times.max())
        let accounted = entries.reduce(0) { $0 + ($1["occurrences"]?.integer ?? 0) }
        #expect(accounted == Int(last - first) + 1)
    }

    @Test(arguments: ["0", "2ms"])
    func `programs that cannot be executed trouble no run that begins with them`(earlyStart: String) async throws {
        let site = try await TestSite.start(settings: ["jobs.early_start": earlyStart])
        for number in 0..<10 {
            try site.add("triggered/good\(number)", ["run.sh": "true\n", "settings.job": Self.everySecond])
            let missing = "{\"schedule\": \"* * * * * *\", \"run\": [\"/no/such/program\"]}"
            try site.add("triggered/bad\(number)", ["settings.job": missing])
        }
        for number in 0..<10 {
            try await eventually("it runs again and again") {
                try await history(site, "good\(number)").count(where: { $0["outcome"]?.string == "Success" }) >= 8
            }
        }
        let bad = try await history(site, "bad0")
        #expect(bad.allSatisfy { $0["cause"]?.string == "start_failed" })
        // All have an end.
        #expect(try await site.nyala("settings", "set", "WEBJOBS_DISABLE_SCHEDULE=1").isSuccess)
        for number in 0..<10 {
            try await eventually("none is under way") {
                try await history(site, "good\(number)").allSatisfy { $0["outcome"]?.string != "Running" }
            }
        }
    }

    @Test func `a job that is still running skips its turn, and says so`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/slow", ["run.sh": "sleep 4\n", "settings.job": Self.everySecond])
        try await eventually("turns were skipped") {
            try await history(site, "slow").contains { $0["occurrences"]?.integer ?? 0 >= 2 }
        }
        let entry = try #require(try await history(site, "slow").first { $0["outcome"]?.string == "Skipped" })
        #expect(entry["cause"]?.string == "busy")
        #expect(entry["detail"]?.string?.contains("already running") == true)
        #expect(try await site.nyala("history", "slow").output.contains("Skipped (busy)"))
        #expect(try await site.nyala("logs", "slow").output.contains("Status changed to Running"))
    }

    @Test func `a job that skips late turns runs only on time`() async throws {
        let settings = "{\"schedule\": \"* * * * * *\", \"missed_runs\": \"skip\", \"history\": {\"runs\": 1000}}"
        let site = try await TestSite.start()
        try site.add("triggered/strict", ["run.sh": "true\n", "settings.job": settings])
        try await eventually("it runs") { try await history(site, "strict").count >= 2 }
        site.host.send(SIGKILL)
        _ = try await Command.wait(for: site.host)
        try await letPass(.seconds(5))
        let again = try await site.startAgain()
        try await eventually("what was missed is on record") {
            try await history(again, "strict").contains { $0["cause"]?.string == "missed" }
        }
        for entry in try await history(again, "strict") where entry["outcome"]?.string == "Success" {
            let start = try #require(entry["started"]?.string.flatMap(Timestamp.init(rfc3339:)))
            let planned = try #require(entry["scheduled"]?.string.flatMap(Timestamp.init(rfc3339:)))
            #expect(start - planned <= .seconds(4))
        }
    }

    @Test func `what will run is listed over all jobs`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/rare", ["run.sh": "true\n", "settings.job": "{\"schedule\": \"0 0 3 * * *\"}"])
        try site.add("triggered/often", ["run.sh": "true\n", "settings.job": "{\"schedule\": \"0 * * * * *\"}"])
        try await eventually("both are planned") {
            try await site.nyala("schedule", "--json").output.contains("rare")
        }
        let rows = try JSONValue.parse(Array(try await site.nyala("schedule", "--json").output.utf8)).array ?? []
        #expect(rows.map { $0["job"]?.string } == ["often", "rare"])
        #expect(rows.first?["further"]?.integer ?? 0 >= 1000)
        let text = try await site.nyala("schedule").output
        #expect(text.contains("at 03:00:00 every day"), "\(text)")
        #expect(text.contains("1000 or more follow"), "\(text)")
        #expect(try await site.nyala("schedule", "--hours", "0").code == 2)
    }

    @Test func `a run can be cancelled, and the job goes on`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/long", ["run.sh": "sleep 1000\n"])
        #expect(try await site.nyala("cancel", "long").errorOutput.contains("no run of the job \"long\" is under way"))
        #expect(try await site.nyala("run", "long").isSuccess)
        let other = try await site.nyala("cancel", "long", "203102030405060708")
        #expect(other.code == 1 && other.errorOutput.contains("203102030405060708"), "\(other.all)")
        #expect(try await site.nyala("cancel", "long").isSuccess)
        try await eventually("it has ended") {
            try await site.job("triggered/long")?["latest_run"]?["cause"]?.string == "user"
        }
        #expect(try await site.job("triggered/long")?["status"]?.string == "Ready")
    }

    @Test func `a job is explained in sentences`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/rare", ["run.sh": "exit 3\n", "settings.job": "{\"schedule\": \"0 0 3 * * *\"}"])
        try await eventually("it is known") { try await site.nyala("explain", "rare").isSuccess }
        let fresh = try await site.nyala("explain", "rare").output
        let kind = "triggered/rare is a triggered job: it runs by its schedule \"0 0 3 * * *\", on demand."
        #expect(fresh.contains(kind), "\(fresh)")
        #expect(fresh.contains("It runs run.sh with bash, from a copy of its folder."), "\(fresh)")
        #expect(fresh.contains("It has not run yet."), "\(fresh)")
        #expect(fresh.contains("brings the next run at "), "\(fresh)")
        #expect(try await site.nyala("run", "rare", "--wait").code == 3)
        #expect(try await site.nyala("explain", "rare").output.contains(": Failed (exit code 3)."))
        #expect(try await site.nyala("stop", "rare").isSuccess)
        let stopped = try await site.nyala("explain", "rare").output
        #expect(stopped.contains("nyala start rare") && stopped.contains("plans nothing now"), "\(stopped)")
        try site.add("triggered/empty", ["notes.txt": "nothing\n"])
        try await eventually("it is known") { try await site.nyala("explain", "empty").isSuccess }
        let empty = try await site.nyala("explain", "empty").output
        #expect(empty.contains("Nothing in its folder can be run."), "\(empty)")
        #expect(empty.contains("there is nothing to run"), "\(empty)")
    }

    @Test func `a zone of the site that does not exist is a problem of every job it concerns`() async throws {
        let site = try await TestSite.start(settings: ["time_zone": "Europe/Berlinn"])
        try site.add("triggered/site-zone", ["run.sh": "echo\n", "settings.job": "{\"schedule\": \"0 0 3 * * *\"}"])
        let own = "{\"schedule\": \"0 0 3 * * *\", \"time_zone\": \"UTC\"}"
        try site.add("triggered/own-zone", ["run.sh": "echo\n", "settings.job": own])
        try await eventually("the problem shows") {
            try await site.problems("triggered/site-zone").contains {
                $0.contains("site/settings.json") && $0.contains("Berlinn")
            }
        }
        let job = try #require(try await site.job("triggered/site-zone"))
        #expect(job["schedule_error"]?.string?.contains("Berlinn") == true, "\(job)")
        #expect(try await site.problems("triggered/own-zone").isEmpty)
        #expect(try await site.job("triggered/own-zone")?["next_run"]?.string != nil)
    }

    @Test func `a request with a path for a name makes no job`() async throws {
        let site = try await TestSite.start()
        for name in ["..%2f..%2f..%2f..%2fusr", "%2e%2e", "x%2f", "."] {
            #expect(try site.call("GET", "/api/v1/jobs/triggered/\(name)").status == 404, "\(name)")
            #expect(try site.call("GET", "/api/triggeredwebjobs/\(name)").status == 404, "\(name)")
        }
        #expect(try await site.nyala("jobs", "--json").output == "[]\n")
    }
}
