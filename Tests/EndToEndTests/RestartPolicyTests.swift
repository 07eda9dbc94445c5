import APIClient
import JobModel
import TestKit
import Testing

/// When continuous jobs that ended are started again, and what is said of those that are not.
@Suite struct RestartPolicyTests {
    private static let counting = "echo \"$$\" >> \"$WEBJOBS_DATA_PATH/starts\"\n"

    private func site(_ script: String, _ settings: String) async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add("continuous/job", ["run.sh": Self.counting + script, "settings.job": settings])
        return site
    }

    private func waitForRest(_ site: TestSite) async throws {
        try await eventually("it stays down") {
            let job = try await site.job("continuous/job")
            return job?["pid"]?.integer == nil && job?["restart_at"]?.string == nil
                && ["Problem", "Stopped"].contains(job?["status"]?.string ?? "")
        }
    }

    @Test func `a job that never restarts stays down, and says why where it failed`() async throws {
        let site = try await site("exit 3\n", #"{"restart": {"policy": "never"}}"#)
        try await waitForRest(site)
        #expect(try site.starts("continuous/job") == 1)
        #expect(try await site.job("continuous/job")?["status"]?.string == "Problem")
        let problem = try #require(try await site.problems("continuous/job").first)
        #expect(problem.contains("ended with exit code 3"))
        #expect(problem.contains("restart.policy \"never\""))
        #expect(problem.contains("nyala restart job"))
        #expect(try await site.nyala("status", "job").code == 3)
        // Somebody asks: it is tried once more.
        #expect(try await site.nyala("restart", "job").isSuccess)
        try await eventually("it was tried again") { try site.starts("continuous/job") == 2 }
        try await waitForRest(site)
        #expect(try await site.nyala("start", "job").isSuccess)
        try await eventually("and again") { try site.starts("continuous/job") == 3 }
    }

    @Test func `a job that restarts on failure rests when its work is done`() async throws {
        let script = "[ $(wc -l < \"$WEBJOBS_DATA_PATH/starts\") -ge 3 ] && exit 0\nexit 1\n"
        let site = try await site(script, #"{"restart": {"policy": "on-failure", "delay": 0}}"#)
        try await eventually("it has done its work") {
            try site.log("continuous/job").contains("by restart.policy \"on-failure\" it stays down")
        }
        try await waitForRest(site)
        #expect(try site.starts("continuous/job") == 3)
        // That is as it should be: no problem.
        #expect(try await site.problems("continuous/job").isEmpty)
        #expect(try await site.job("continuous/job")?["status"]?.string == "Stopped")
        // A change is a reason to run again.
        try site.write("continuous/job", "run.sh", JobScripts.steady())
        _ = try await site.waitForStart(of: "continuous/job")
    }

    @Test func `exit code 125 asks not to be started again`() async throws {
        let site = try await site("exit 125\n", #"{"restart": {"delay": 0}}"#)
        try await waitForRest(site)
        #expect(try site.starts("continuous/job") == 1)
        #expect(try await site.problems("continuous/job").first?.contains("exit code 125") == true)
    }

    @Test func `a job that fails too often in a row is given up`() async throws {
        let site = try await site("exit 1\n", #"{"restart": {"delay": 0, "limit": 4}}"#)
        try await waitForRest(site)
        #expect(try site.starts("continuous/job") == 4)
        let problem = try #require(try await site.problems("continuous/job").first)
        #expect(problem.contains("given up: it failed 4 times in a row"))
        #expect(try site.log("continuous/job").contains("given up: it failed 4 times in a row"))
        let listed = try await site.nyala("jobs")
        #expect(listed.output.contains("given up"))
        // Restarting it begins a new row.
        #expect(try await site.nyala("restart", "job").isSuccess)
        try await eventually("it is given up again") { try site.starts("continuous/job") == 8 }
        try await waitForRest(site)
        #expect(try site.starts("continuous/job") == 8)
    }

    @Test func `a job that crash-loops waits longer each time and says so`() async throws {
        let site = try await site("exit 1\n", #"{"restart": {"delay": 0, "max_delay": "1h"}}"#)
        try await eventually("it crash-loops") {
            let job = try await site.job("continuous/job")
            return job?["crash_looping"]?.bool == true && job?["restart_at"]?.string != nil
        }
        let job = try #require(try await site.job("continuous/job"))
        #expect(job["status"]?.string == "PendingRestart")
        let failures = try #require(job["failures"]?.integer)
        #expect(failures >= 5)
        #expect(job["starts"]?.integer == failures)
        #expect(job["last_failure"]?.string?.hasPrefix("ended with exit code 1") == true)
        // 0, 0.2, 0.4, 0.8 s less the jitter have passed until the fifth.
        let log = try site.log("continuous/job")
        #expect(log.contains("crash-looping, attempt 6; next try at "))
        let listed = try await site.nyala("jobs")
        #expect(listed.output.contains("crash-looping, attempt"))
        let status = try await site.nyala("status", "job")
        #expect(status.output.contains("next try at"))
        #expect(status.code == 3)
        let metrics = try site.call("GET", "/metrics").text
        #expect(metrics.contains("nyala_job_failures_in_row{job=\"job\",type=\"continuous\"} "))
        #expect(metrics.contains("nyala_job_starts_total{job=\"job\",type=\"continuous\"} "))
        let page = try site.call("GET", "/ui/jobs/continuous/job").text
        #expect(page.contains("crash-looping, attempt"))
    }

    @Test func `wrong settings of restarts are found before they are deployed`() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("site/App_Data/jobs/continuous/a/run.sh", "true\n")
        try scratch.write(
            "site/App_Data/jobs/continuous/a/settings.job",
            "{\n  \"restart\": {\"delay\": \"5m\", \"max_delay\": \"1m\"},\n  \"instances\": 0\n}\n"
        )
        let result = try await Program.run(["check", scratch.at("site")])
        #expect(!result.isSuccess)
        #expect(result.all.contains("settings.job:2:43: \"restart.max_delay\": it is shorter than \"restart.delay\""))
        #expect(result.all.contains("settings.job:3:16: \"instances\" must be a whole number from 1 to 100, not 0"))
    }
}
