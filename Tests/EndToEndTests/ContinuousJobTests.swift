import JobModel
import LinuxSystem
import TestKit
import Testing

/// Continuous jobs are kept running.
@Suite struct ContinuousJobTests {
    @Test func `a job that ends starts again after the restart time`() async throws {
        let site = try await TestSite.start(settings: ["WEBJOBS_RESTART_TIME": "0"])
        try site.add(
            "continuous/short",
            ["run.sh": "echo \"$$\" >> \"$WEBJOBS_DATA_PATH/starts\"; sleep 0.2; exit 7\n"]
        )
        try await eventually("it was started several times") { try site.starts("continuous/short") >= 3 }
        #expect(try site.log("continuous/short").contains("Job failed due to exit code 7"))
    }

    @Test func `a job that ended waits a minute by default and says so`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/once", ["run.sh": "echo done\n"])
        try await eventually("it waits") {
            try await site.job("continuous/once")?["status"]?.string == "PendingRestart"
        }
        try await eventually("the log says so") {
            let log = try site.log("continuous/once")
            return log.contains("Process went down, waiting for 60 seconds")
                && log.contains("Status changed to PendingRestart")
        }
        // A change is the best reason to try again at once.
        try site.write("continuous/once", "run.sh", JobScripts.steady())
        _ = try await site.waitForStart(of: "continuous/once")
    }

    @Test func `a job sees all the original's variables and the site's settings`() async throws {
        let site = try await TestSite.start(settings: ["MY_SETTING": "from the site"])
        let settings = "{\"environment\": {\"MINE\": \"a b\"}}"
        try site.add(
            "continuous/env",
            [
                "run.sh":
                    "env -0 | sort -z | tr '\\0' '\\n' > \"$WEBJOBS_DATA_PATH/env\"; pwd >> \"$WEBJOBS_DATA_PATH/env\"; mv \"$WEBJOBS_DATA_PATH/env\" \"$WEBJOBS_DATA_PATH/ready\"; sleep 1000\n",
                "settings.job": settings,
            ]
        )
        let path = "home/data/jobs/continuous/env/ready"
        try await eventually("it has told") { try site.scratch.read(path) != nil }
        let lines = (try site.scratch.read(path) ?? "").split(separator: "\n").map(String.init)
        let version = try #require(try await site.job("continuous/env")?["version"]?.string)
        let copy = "\(site.home)/tmp/jobs/continuous/env/\(version)"
        let expected = [
            "WEBJOBS_NAME=env", "WEBJOBS_TYPE=continuous", "WEBJOBS_PATH=\(copy)", "WEBJOBS_RUN_ID=",
            "WEBJOBS_DATA_PATH=\(site.home)/data/jobs/continuous/env", "WEBROOT_PATH=\(site.home)/site/wwwroot",
            "WEBJOBS_VERSION=\(version)", "WEBSITE_ALWAYS_ON_JOB_RUNNING_env=true", "MY_SETTING=from the site",
            "MINE=a b", copy,
        ]
        for line in expected { #expect(lines.contains(line), "missing: \(line)") }
        for name in ["WEBJOBS_SHUTDOWN_FILE", "PORT", "WEBJOBS_PORT"] {
            #expect(lines.contains { $0.hasPrefix("\(name)=") && $0.count > name.count + 1 }, "missing: \(name)")
        }
    }

    @Test func `a stopped job stays stopped over a restart of the host until it is started`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/job", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/job")
        #expect(try await site.nyala("stop", "job").isSuccess)
        try await eventually("it is stopped") { try await site.job("continuous/job")?["status"]?.string == "Stopped" }
        #expect(!TreeTests.isAlive(pid))
        #expect(AtomicFile.exists("\(site.jobs)/continuous/job/disable.job"))
        #expect(try await site.nyala("status", "job").code == 3)
        site.host.send(15)
        _ = try await Command.wait(for: site.host)
        let again = try await site.startAgain()
        try await eventually("it is known") { try await again.job("continuous/job")?["status"]?.string == "Stopped" }
        #expect(try await again.nyala("start", "job").isSuccess)
        _ = try await again.waitForStart(of: "continuous/job")
        #expect(try await again.nyala("status", "job").code == 0)
    }

    @Test func `disable.job made and removed by hand stops and starts`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/hand", ["run.sh": JobScripts.steady()])
        let before = try await site.waitForStart(of: "continuous/hand")
        try site.write("continuous/hand", "disable.job", "")
        try await eventually("it is stopped") { try await site.job("continuous/hand")?["status"]?.string == "Stopped" }
        try Folder.removeTree("\(site.jobs)/continuous/hand/disable.job")
        _ = try await site.waitForStart(of: "continuous/hand", notAs: before)
    }

    @Test func `a job asked to stop may finish its work first`() async throws {
        let site = try await TestSite.start()
        let script =
            "trap 'sleep 0.5; echo finished > \"$WEBJOBS_DATA_PATH/end\"; exit 0' TERM\nwhile true; do sleep 0.1; done\n"
        try site.add("continuous/polite", ["run.sh": script])
        _ = try await site.waitForStart(of: "continuous/polite")
        try await eventually("the trap is set") { try site.log("continuous/polite").contains("Running") }
        try await Command.run("sleep", ["0.3"])
        #expect(try await site.nyala("stop", "polite").isSuccess)
        try await eventually("it is stopped") {
            try await site.job("continuous/polite")?["status"]?.string == "Stopped"
        }
        #expect(try site.scratch.read("home/data/jobs/continuous/polite/end") == "finished\n")
    }

    @Test func `the shutdown file asks to stop where signals are not caught`() async throws {
        let site = try await TestSite.start()
        let script =
            "trap '' TERM\nwhile [ ! -e \"$WEBJOBS_SHUTDOWN_FILE\" ]; do sleep 0.05; done\necho seen > \"$WEBJOBS_DATA_PATH/end\"\n"
        try site.add("continuous/filed", ["run.sh": script, "settings.job": "{\"stopping_wait_time\": 20}"])
        _ = try await site.waitForStart(of: "continuous/filed")
        try await Command.run("sleep", ["0.3"])
        #expect(try await site.nyala("stop", "filed").isSuccess)
        try await eventually("it has seen the file") {
            try site.scratch.read("home/data/jobs/continuous/filed/end") == "seen\n"
        }
    }

    @Test func `restart gives the job a new process`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/again", ["run.sh": JobScripts.steady()])
        let before = try await site.waitForStart(of: "continuous/again")
        #expect(try await site.nyala("restart", "again").isSuccess)
        _ = try await site.waitForStart(of: "continuous/again", notAs: before)
    }

    @Test func `a log keeps all lines and rolls`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"log\": {\"max_bytes\": 100000, \"files\": 3}}"
        try site.add(
            "continuous/chatty",
            ["run.sh": "seq -f 'line %g' 5000; echo last; sleep 1000\n", "settings.job": settings]
        )
        try await eventually("all is written") { try site.log("continuous/chatty").contains("last") }
        let folder = "home/data/jobs/continuous/chatty"
        let all = try ["job_prev_log.2.txt", "job_prev_log.txt", "job_log.txt"].map {
            try site.scratch.read("\(folder)/\($0)") ?? ""
        }
        #expect(all.allSatisfy { $0.utf8.count < 200_000 })
        #expect(all.joined().contains("INFO] line 5000\n"))
        #expect(all.joined().contains("INFO] line 4000\n"))
    }

    @Test func `a job in a lone sub-folder runs`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/nested", ["inner/run.sh": JobScripts.steady("nested")])
        _ = try await site.waitForStart(of: "continuous/nested")
        #expect(try await site.job("continuous/nested")?["script"]?.string == "inner/run.sh")
    }

    @Test func `a change of the site's settings restarts the jobs with it`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/set", ["run.sh": "echo \"value ${VALUE:-none}\"; sleep 1000\n"])
        try await eventually("it runs without") { try site.log("continuous/set").contains("value none") }
        try site.scratch.write("home/site/settings.json", "{\"VALUE\": \"new\"}")
        try await eventually("it runs with it") { try site.log("continuous/set").contains("value new") }
    }
}
