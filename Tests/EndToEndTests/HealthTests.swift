import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What load balancers, uptime checks and Prometheus are told.
@Suite struct HealthTests {
    @Test func `a job with a problem makes the host degraded, and who may know reads why`() async throws {
        let site = try await TestSite.start()
        #expect(try site.call("GET", "/healthz", as: .none).text == "ok\n")
        try site.add("triggered/broken", ["run.sh": "echo hi\n", "settings.job": "{\"schedule\": \"0 0 0 31 2 *\"}"])
        try await eventually("it is noticed") { try site.call("GET", "/healthz", as: .none).text == "degraded\n" }
        let answer = try site.call("GET", "/healthz")
        #expect(answer.status == 200)
        #expect(answer.text.contains("triggered/broken: "), "\(answer.text)")
        #expect(try site.call("GET", "/healthz", password: "wrong").status == 401)
        let health = try JSONValue.parse(try site.call("GET", "/api/v1/health").body)
        #expect(health["state"]?.string == "degraded")
        #expect(health["reasons"]?.array?.count == 1)
        try site.write("triggered/broken", "settings.job", "{}")
        try await eventually("all is well") { try site.call("GET", "/healthz", as: .none).text == "ok\n" }
    }

    @Test func `a folder of jobs that was moved away makes the host degraded until it is back`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/worker", ["run.sh": "while true; do sleep 1; done\n"])
        let before = try await site.waitForStart(of: "continuous/worker")
        let jobs = "\(site.home)/site/wwwroot/App_Data/jobs"
        try Folder.move(jobs, toNew: "\(site.home)/elsewhere")
        try await eventually("it says that they are gone") {
            let answer = try site.call("GET", "/healthz").text
            return answer.hasPrefix("degraded\n") && answer.contains("there is no folder \(jobs)")
        }
        try Folder.move("\(site.home)/elsewhere", toNew: jobs)
        try await eventually("all is well") { try site.call("GET", "/healthz").text == "ok\n" }
        _ = try await site.waitForStart(of: "continuous/worker", notAs: before)
    }

    @Test func `a job's folder whose name is no text is a problem as long as it is there`() async throws {
        let site = try await TestSite.start()
        let folder = "\(site.home)/site/wwwroot/App_Data/jobs/triggered"
        func python(_ code: String) async throws {
            let script = "import os, sys; name = os.fsencode(sys.argv[1]) + b'/caf\\xe9'; \(code)"
            try #require(try await Command.run("python3", ["-c", script, folder]).isSuccess)
        }
        try await python("os.mkdir(name); open(name + b'/run.sh', 'w').close()")
        try await eventually("it is shown") {
            try site.call("GET", "/healthz").text.contains("caf\\xE9: its name is not UTF-8")
        }
        #expect(try await site.nyala("jobs").output.contains("caf\\xE9"))
        // Also by a host that finds it there.
        try await site.end(with: SIGTERM)
        let again = try await site.startAgain()
        try await eventually("it is shown again") { try again.call("GET", "/healthz").text.contains("caf\\xE9") }
        try await python("os.rename(name, os.path.dirname(name) + b'/cafe')")
        try await eventually("all is well") { try again.call("GET", "/healthz").text == "ok\n" }
        #expect(try await again.nyala("run", "cafe", "--wait").isSuccess)
    }

    @Test func `it is ready when every job is known`() async throws {
        let site = try await TestSite.start()
        try await eventually("it is ready") { try site.call("GET", "/readyz", as: .none).status == 200 }
    }

    @Test func `a host that is stuck says so`() async throws {
        let site = try await TestSite.start()
        // strace holds the thread that looks after the jobs; the others go on.
        let tasks = "/proc/\(site.servingProcess)/task"
        let held = try Folder.names(in: tasks).first { thread in
            try FileContents.read("\(tasks)/\(thread)/comm", limit: 64) == Array("nyala-host\n".utf8)
        }
        let options = [
            "-qq", "-o", "/dev/null", "-e", "inject=epoll_wait,epoll_pwait,epoll_pwait2:delay_exit=60s", "-p",
        ]
        let strace = try await Command.launch(
            "strace",
            options + [try #require(held)],
            environment: [:],
            output: site.scratch.at("strace")
        )
        defer { strace.send(SIGKILL) }
        try await eventually(within: .seconds(60), "it says that it is stuck") {
            let answer = try site.call("GET", "/healthz")
            #expect(answer.status == 200 || answer.text.hasPrefix("failing\n"))
            return answer.status == 503 && answer.text == "failing\nthe loop \"host\" of the host is stuck\n"
        }
        #expect(try site.call("GET", "/readyz", as: .none).status == 503)
        strace.send(SIGKILL)
        _ = try await Command.wait(for: strace)
        try await eventually(within: .seconds(60), "it goes on") { try site.call("GET", "/healthz").text == "ok\n" }
        #expect(try site.scratch.read("home/LogFiles/nyala.log")?.contains("is stuck") == true)
    }

    @Test func `a host whose HTTP loop is stuck ends all the same, and its jobs with it`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/worker", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/worker")
        let tasks = "/proc/\(site.servingProcess)/task"
        let held = try Folder.names(in: tasks).first { thread in
            String(decoding: try FileContents.read("\(tasks)/\(thread)/comm", limit: 64) ?? [], as: UTF8.self)
                .hasPrefix("NIO-ELT")
        }
        let strace = try await Command.launch(
            "strace",
            [
                "-qq", "-o", "/dev/null", "-e", "inject=epoll_wait,epoll_pwait,epoll_pwait2:delay_exit=90s", "-p",
                try #require(held),
            ],
            environment: [:],
            output: site.scratch.at("strace")
        )
        defer { strace.send(SIGKILL) }
        // It does not answer any more.
        try await eventually("the loop is held") {
            let asked = try await Command.run("curl", ["-s", "-m", "1", "\(site.url)/healthz"])
            return asked.code == 28
        }
        site.host.send(SIGTERM)
        // The loop is held for longer.
        try await eventually(within: .seconds(60), "it has stopped") {
            let log = try site.scratch.read("home/LogFiles/nyala.log") ?? ""
            return log.contains("the host ends without its HTTP loop") && log.contains("notice stopped")
        }
        #expect(!AtomicFile.exists("/proc/\(pid)/cwd"))
        // The kernel lets a process go when each of its threads is let go.
        strace.send(SIGKILL)
        try await site.end(with: SIGTERM)
    }

    @Test func `metrics tell of runs, schedules, deployments and the host`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/good", ["run.sh": "echo hi\n", "settings.job": "{\"schedule\": \"0 0 0 1 1 *\"}"])
        try site.add("triggered/bad", ["run.sh": "exit 3\n"])
        try site.add("triggered/often", ["run.sh": "true\n", "settings.job": "{\"schedule\": \"* * * * * *\"}"])
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        for _ in 0..<2 { #expect(try await site.nyala("run", "good", "--wait").code == 0) }
        #expect(try await site.nyala("run", "bad", "--wait").code != 0)
        #expect(try await site.nyala("restart", "steady").isSuccess)
        _ = try await site.waitForStart(of: "continuous/steady", notAs: pid)
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/pushed", "run.sh", "echo pushed\n")
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        try await eventually("a scheduled run was counted") {
            try site.call("GET", "/metrics").text.contains("nyala_scheduler_lag_seconds_count 0\n") == false
        }
        let answer = try site.call("GET", "/metrics")
        #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        let lines = Set(answer.text.split(separator: "\n").map(String.init))
        let expected = [
            "nyala_job_runs_total{job=\"good\",type=\"triggered\",result=\"success\"} 2",
            "nyala_job_runs_total{job=\"bad\",type=\"triggered\",result=\"failed\"} 1",
            "nyala_job_runs_total{job=\"bad\",type=\"triggered\",result=\"success\"} 0",
            "nyala_job_run_duration_seconds_count{job=\"good\",type=\"triggered\"} 2",
            "nyala_job_restarts_total{job=\"steady\",type=\"continuous\"} 1",
            "nyala_job_running{job=\"steady\",type=\"continuous\"} 1",
            "nyala_deploys_total{result=\"success\"} 1", "nyala_config_errors 0", "nyala_host_stuck 0",
        ]
        for line in expected { #expect(lines.contains(line), "\(line)\n\(answer.text)") }
        #expect(lines.contains { $0.hasPrefix("nyala_job_next_run_timestamp_seconds{job=\"good\"") })
        #expect(!lines.contains { $0.hasPrefix("nyala_job_last_success_timestamp_seconds{job=\"bad\"") })
        let last = try #require(
            lines.first { $0.hasPrefix("nyala_job_last_success_timestamp_seconds{job=\"good\"") }
        )
        // An alert on a job that has not succeeded for long must not be silenced by a restart of the host.
        try await site.end(with: SIGKILL)
        let next = try await site.startAgain()
        try await eventually("the last success is known again") {
            try next.call("GET", "/metrics").text.contains("\(last)\n")
        }
        #expect(try next.call("GET", "/metrics", as: .none).status == 401)
    }
}
