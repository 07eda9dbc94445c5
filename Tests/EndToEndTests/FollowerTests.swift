import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Jobs that run when others have ended.
@Suite struct FollowerTests {
    private func history(_ site: TestSite, _ job: String) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("history", job, "--json").output.utf8)).array ?? []
    }

    /// Waits until the host knows these jobs: who is not known yet when a run ends does not follow it.
    private func waitUntilKnown(_ site: TestSite, _ names: String...) async throws {
        try await eventually("the jobs are known") {
            for name in names where try await site.job("triggered/\(name)") == nil { return false }
            return true
        }
    }

    private func after(_ text: String) -> String { "{\"triggers\": {\"after\": [\(text)]}}" }

    @Test func `success, failure and any end start those who wait for them`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/first", ["run.sh": "exit $1\n"])
        for (name, condition) in [("good", "success"), ("bad", "failure"), ("any", "finish")] {
            let settings = after("{\"job\": \"first\", \"on\": \"\(condition)\"}")
            let script = "echo \"$WEBJOBS_AFTER_JOB $WEBJOBS_AFTER_RUN\"\n"
            try site.add("triggered/\(name)", ["run.sh": script, "settings.job": settings])
        }
        try await waitUntilKnown(site, "good", "bad", "any")
        #expect(try await site.nyala("run", "first", "--wait", "--", "0").code == 0)
        try await eventually("its followers have run") {
            let ends = try await [history(site, "good"), history(site, "any")].map { $0.first?["outcome"]?.string }
            return ends == ["Success", "Success"]
        }
        #expect(try await site.nyala("run", "first", "--wait", "--", "3").code == 3)
        try await eventually("those of the failure have run") {
            let (bad, any) = (try await history(site, "bad"), try await history(site, "any"))
            return bad.first?["outcome"]?.string == "Success" && any.count == 2
        }
        #expect(try await history(site, "good").count == 1)
        let first = try #require(try await history(site, "first").last?["id"]?.string)
        let good = try #require(try await history(site, "good").first)
        #expect(good["trigger"]?.string == "After - first/\(first) Success")
        #expect(good["after"]?.string == "first/\(first)")
        #expect(try await site.nyala("logs", "good").output.contains("INFO] first \(first)\n"))
    }

    @Test func `only the last attempt counts`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"retries\": {\"limit\": 2, \"delay\": \"20ms\"}}"
        try site.add("triggered/first", ["run.sh": "exit 1\n", "settings.job": settings])
        try site.add(
            "triggered/alarm",
            ["run.sh": "true\n", "settings.job": after("{\"job\": \"first\", \"on\": \"failure\"}")]
        )
        try await waitUntilKnown(site, "alarm")
        #expect(try await site.nyala("run", "first").isSuccess)
        try await eventually("the alarm has run") {
            try await history(site, "alarm").first?["outcome"]?.string == "Success"
        }
        #expect(try await history(site, "first").count == 3)
        #expect(try await history(site, "alarm").count == 1)
    }

    @Test func `one that is busy is on record, or waits if it wants to`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/first", ["run.sh": "true\n"])
        try site.add("triggered/busy", ["run.sh": "sleep 1000\n", "settings.job": after("\"first\"")])
        let patient = "{\"concurrency\": \"queue\", \"triggers\": {\"after\": [\"first\"]}}"
        try site.add("triggered/patient", ["run.sh": "sleep 1000\n", "settings.job": patient])
        for name in ["busy", "patient"] { #expect(try await site.nyala("run", name).isSuccess) }
        #expect(try await site.nyala("run", "first", "--wait").code == 0)
        try await eventually("both know") {
            let (busy, patient) = (try await history(site, "busy"), try await history(site, "patient"))
            return busy.first?["cause"]?.string == "busy" && patient.first?["outcome"]?.string == "Queued"
        }
    }

    @Test func `a host that was killed in between begins what was to follow`() async throws {
        let site = try await TestSite.start()
        // The script kills the host: the run is lost, and that is a failure.
        try site.add("triggered/first", ["run.sh": "sleep 1000\n"])
        try site.add(
            "triggered/alarm",
            ["run.sh": "true\n", "settings.job": after("{\"job\": \"first\", \"on\": \"failure\"}")]
        )
        try site.add("triggered/good", ["run.sh": "true\n", "settings.job": after("\"first\"")])
        try await waitUntilKnown(site, "alarm", "good")
        #expect(try await site.nyala("run", "first").isSuccess)
        #expect(try await history(site, "alarm").isEmpty)
        site.host.send(SIGKILL)
        _ = try site.host.waitForExit()
        let again = try await site.startAgain()
        try await eventually("the alarm has run") {
            try await history(again, "alarm").first?["outcome"]?.string == "Success"
        }
        // And once only, however often the host starts.
        again.host.send(SIGTERM)
        _ = try again.host.waitForExit()
        let third = try await again.startAgain()
        #expect(try await third.nyala("run", "first").isSuccess)
        #expect(try await history(third, "alarm").count == 1)
        #expect(try await history(third, "good").isEmpty)
    }

    @Test func `a follower with a short history follows each end once, however often the host starts`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/first", ["run.sh": "true\n"])
        let settings = "{\"history\": {\"runs\": 1}, \"triggers\": {\"after\": [\"first\"]}}"
        let script = "echo \"$WEBJOBS_AFTER_RUN\" >> \"$WEBJOBS_DATA_PATH/seen\"\n"
        try site.add("triggered/next", ["run.sh": script, "settings.job": settings])
        try await waitUntilKnown(site, "next")
        func seen() throws -> [Substring] {
            (try site.scratch.read("home/data/jobs/triggered/next/seen") ?? "").split(separator: "\n")
        }
        for count in 1...3 {
            #expect(try await site.nyala("run", "first", "--wait").code == 0)
            try await eventually("it is followed") { try seen().count == count }
        }
        var current = site
        for signal in [SIGTERM, SIGKILL] {
            try await current.end(with: signal)
            current = try await current.startAgain()
            // It begins after those that the start brings.
            #expect(try await current.nyala("run", "first", "--wait").code == 0)
            try await eventually("the new end is followed") {
                let last = try await history(current, "first").first?["id"]?.string
                return try seen().last.map(String.init) == last
            }
        }
        #expect(try seen().count == 5)
        #expect(Set(try seen()).count == 5)
    }

    @Test func `ends before a job followed are none of its concern`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/first", ["run.sh": "true\n"])
        #expect(try await site.nyala("run", "first", "--wait").code == 0)
        try site.add("triggered/added", ["run.sh": "true\n", "settings.job": after("\"first\"")])
        try site.add("triggered/changed", ["run.sh": "true\n"])
        try await eventually("both are known") {
            let added = try await site.job("triggered/added")
            let changed = try await site.job("triggered/changed")
            return added != nil && changed != nil
        }
        try site.write("triggered/changed", "settings.job", after("\"first\""))
        try await eventually("its settings are known") {
            try await site.job("triggered/changed")?["settings"]?["triggers"] != nil
        }
        try await site.end(with: SIGKILL)
        try site.add("triggered/meanwhile", ["run.sh": "true\n", "settings.job": after("\"first\"")])
        let again = try await site.startAgain()
        // This end is the first that they follow.
        #expect(try await again.nyala("run", "first", "--wait").code == 0)
        for name in ["added", "changed", "meanwhile"] {
            try await eventually("\(name) has run") {
                try await history(again, name).first?["outcome"]?.string == "Success"
            }
            #expect(try await history(again, name).count == 1)
        }
    }

    @Test func `jobs that would start each other for ever are refused`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/a", ["run.sh": "true\n", "settings.job": after("\"b\"")])
        try site.add("triggered/b", ["run.sh": "true\n", "settings.job": after("\"a\"")])
        try site.add("triggered/c", ["run.sh": "true\n", "settings.job": after("\"nobody\"")])
        try await eventually("the circle is a problem of both") {
            let all = try await site.problems("triggered/a") + site.problems("triggered/b")
            return all.count == 2 && all[0].contains("a after b after a") && all[1].contains("b after a after b")
        }
        #expect(try await site.problems("triggered/c").contains { $0.contains("no triggered job named \"nobody\"") })
        let check = try await Program.run(["check", "\(site.home)/site/wwwroot"])
        #expect(check.code == 1)
        #expect(check.output.contains("settings.job:1:25: \"triggers.after\": the jobs would start each other"))
        #expect(try await site.nyala("run", "a", "--wait").code == 0)
        #expect(try await history(site, "b").isEmpty)
        // Once the circle is open, all is well.
        try site.write("triggered/b", "settings.job", "{}")
        try await eventually("the problem is gone") { try await site.problems("triggered/a").isEmpty }
        #expect(try await site.nyala("run", "b", "--wait").code == 0)
        try await eventually("a follows b") { try await history(site, "a").count == 2 }
    }
}
