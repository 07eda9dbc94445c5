import JobModel
import TestKit
import Testing

/// `nyala explain` names whatever keeps a job from running.
@Suite struct ExplainTests {
    private func explanation(_ site: TestSite, _ job: String) async throws -> String {
        try await site.nyala("explain", job).output
    }

    @Test func `a lock, a waiting file and a job that does not exist`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/holder", ["run.sh": "sleep 1000\n", "settings.job": "{\"lock\": \"db\"}"])
        let settings = "{\"lock\": \"db\", \"triggers\": {\"files\": [\"in/*\"], \"after\": [\"holder\", \"nobody\"]}}"
        try site.add("triggered/other", ["run.sh": "true\n", "settings.job": settings])
        #expect(try await site.nyala("run", "holder").isSuccess)
        let run = try #require(try await site.job("triggered/holder")?["latest_run"]?["id"]?.string)
        try await eventually("the folder is made") {
            try await explanation(site, "other").contains("nothing keeps it") == false
        }
        try site.scratch.write("home/in/file", "1")
        try await eventually("the file waits") {
            try await explanation(site, "other").contains("1 file waits for a run.\n")
        }
        let text = try await explanation(site, "other")
        #expect(
            text.contains("does not run at the moment, and cannot: the lock \"db\" is with the run holder/\(run).\n")
        )
        #expect(text.contains("it runs after holder, for files in in/*, on demand."))
        #expect(!text.contains(".."))
    }

    @Test(arguments: [
        ("WEBJOBS_STOPPED", "all jobs of the site are stopped (WEBJOBS_STOPPED)."),
        ("WEBJOBS_DISABLE_SCHEDULE", "schedules are off for the whole site (WEBJOBS_DISABLE_SCHEDULE)."),
    ])
    func `settings of the site`(setting: String, reason: String) async throws {
        let site = try await TestSite.start(settings: [setting: "1"])
        try site.add("triggered/often", ["run.sh": "true\n", "settings.job": "{\"schedule\": \"* * * * * *\"}"])
        try await eventually("it is known") { try await site.job("triggered/often") != nil }
        let text = try await explanation(site, "often")
        #expect(text.contains("Its schedule \"* * * * * *\" plans nothing now: \(reason)\n"))
        #expect(text.contains("and cannot: \(reason)") == (setting == "WEBJOBS_STOPPED"))
    }

    @Test func `a run that was stopped shows its cause and never counts as a success`() async throws {
        let site = try await TestSite.start()
        let script = "trap 'exit 0' TERM; while true; do sleep 0.02; done\n"
        try site.add("triggered/polite", ["run.sh": script, "settings.job": "{\"timeout\": \"300ms\"}"])
        #expect(try await site.nyala("run", "polite", "--wait").code == 124)
        #expect(try await site.nyala("history", "polite").output.contains("Failed (exit code 0, timeout)"))
        try site.write("triggered/polite", "settings.job", "{}")
        async let waited = site.nyala("run", "polite", "--wait")
        try await eventually("it runs") { try await site.pid("triggered/polite") != nil }
        #expect(try await site.nyala("cancel", "polite").isSuccess)
        #expect(try await waited.code == 1)
        #expect(try await site.nyala("history", "polite").output.contains("Stopped (exit code 0, user)"))
        let settings = "{\"success_exit_codes\": [0, 3]}"
        try site.add("triggered/three", ["run.sh": "exit 3\n", "settings.job": settings])
        #expect(try await site.nyala("run", "three", "--wait").code == 0)
    }
}
