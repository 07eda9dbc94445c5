import JobModel
import TestKit
import Testing

/// Continuous jobs that wait for others before they are started.
@Suite struct DependencyTests {
    private func status(_ site: TestSite, _ job: String) async throws -> String? {
        try await site.job("continuous/\(job)")?["status"]?.string
    }

    private func waits(_ site: TestSite, _ job: String) async throws -> [String] {
        (try await site.job("continuous/\(job)")?["waits_for"]?.array ?? []).compactMap(\.string)
    }

    private func dependent(_ names: String) -> [String: String] {
        ["run.sh": JobScripts.steady(), "settings.job": "{\"depends_on\": [\(names)]}"]
    }

    @Test func `a job starts when those it depends on are ready`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/web", dependent("\"api\""))
        try site.add("continuous/api", dependent("\"db\""))
        try site.add(
            "continuous/db",
            [
                "run.sh": ReadinessTests.patient("echo open"),
                "settings.job": #"{"ready": {"log_line": "open", "timeout": "60s"}}"#,
            ]
        )
        try await eventually("the first starts") { try await self.status(site, "db") == "Starting" }
        #expect(try await waits(site, "api") == ["db"])
        #expect(try await waits(site, "web") == ["api"])
        #expect(try await site.nyala("jobs").output.contains("continuous/api waits for db"))
        #expect(try site.starts("continuous/api") == 0)
        try site.scratch.write("home/data/jobs/continuous/db/go", "")
        try await eventually("all run") { try await self.status(site, "web") == "Running" }
        #expect(try await status(site, "api") == "Running")
        #expect(try await waits(site, "web").isEmpty)
        // It is about the order of starts: what ends later takes nobody with it.
        let web = try await site.pid("continuous/web")
        #expect(try await site.nyala("stop", "db").isSuccess)
        #expect(try await site.pid("continuous/web") == web)
    }

    @Test func `work that is done well is no hindrance, work that failed is one`() async throws {
        let site = try await TestSite.start()
        let once = #"{"restart": {"policy": "on-failure", "delay": "1h"}}"#
        try site.add("continuous/good", ["run.sh": "exit 0\n", "settings.job": once])
        try site.add("continuous/bad", ["run.sh": "exit 1\n", "settings.job": once])
        try site.add("continuous/one", dependent("\"good\""))
        try site.add("continuous/two", dependent("\"bad\""))
        _ = try await site.waitForStart(of: "continuous/one")
        try await eventually("the other waits") { try await self.waits(site, "two") == ["bad"] }
        #expect(try await site.pid("continuous/two") == nil)
    }

    @Test func `a job that is not there is a problem, until it is`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/api", dependent("\"db\""))
        try await eventually("there is a problem") {
            try await site.problems("continuous/api").first?.contains(
                "settings.job:1:17: \"depends_on\": there is no continuous job named \"db\" to wait for"
            ) == true
        }
        #expect(try await site.pid("continuous/api") == nil)
        try site.add("continuous/db", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/api")
        #expect(try await site.problems("continuous/api").isEmpty)
    }

    @Test func `circles and unknown names are found before they are deployed`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        for (name, other) in [("a", "b"), ("b", "a"), ("c", "bb")] {
            try clone.writeJob("continuous/\(name)", "run.sh", JobScripts.steady())
            try clone.writeJob("continuous/\(name)", "settings.job", "{\n  \"depends_on\": [\"\(other)\"]\n}\n")
        }
        try await clone.commit("first")
        let checked = try await Program.run(["check", clone.path])
        #expect(!checked.isSuccess)
        let pushed = try await clone.push(site)
        #expect(!pushed.isSuccess)
        for text in [checked.all, pushed.all] {
            #expect(text.contains("continuous/a/settings.job:2:18: \"depends_on\": the jobs would wait for each other"))
            #expect(
                text.contains("continuous/c/settings.job:2:18: \"depends_on\": there is no continuous job named \"bb\"")
            )
        }
    }

    @Test func `a push of jobs that wait for each other follows them all, and names the one that fails`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/db", "run.sh", "sleep 0.5\necho open\nsleep 1000\n")
        try clone.writeJob("continuous/db", "settings.job", #"{"ready": {"log_line": "open", "timeout": "2s"}}"#)
        try clone.writeJob("continuous/api", "run.sh", JobScripts.steady())
        try clone.writeJob("continuous/api", "settings.job", #"{"depends_on": ["db"]}"#)
        try await clone.commit("first")
        let first = try await clone.push(site)
        #expect(first.isSuccess, "\(first.all)")
        #expect(first.all.contains("continuous/api is up"))
        try clone.writeJob("continuous/db", "run.sh", "sleep 1000\n")
        try clone.writeJob("continuous/api", "run.sh", JobScripts.steady("v2"))
        try await clone.commit("second")
        let second = try await clone.push(site)
        #expect(!second.isSuccess)
        #expect(second.all.contains("continuous/db was not ready within 2 s"), "\(second.all)")
        try await eventually("both run again") {
            guard try await self.status(site, "db") == "Running" else { return false }
            return try await self.status(site, "api") == "Running"
        }
    }
}
