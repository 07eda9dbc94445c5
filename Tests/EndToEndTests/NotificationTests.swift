import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Telling those who want to hear of it what happens to jobs.
@Suite struct NotificationTests {
    private static let local = ["notify.allow_private": "127.0.0.1"]

    @Test func `a failure is told at once, signed and with the last lines of the log, and so is its end`() async throws
    {
        let receiver = try await HookReceiver.start()
        let settings = Self.local.merging(["notify.secret": "a secret", "notify.base_url": "https://jobs.example/"]) {
            $1
        }
        let site = try await TestSite.start(settings: settings)
        try await site.addJob(
            "nightly",
            "echo about to fail\nexit $(cat \"$WEBJOBS_DATA_PATH/code\")\n",
            "{\"notify\": [\"\(receiver.url("/hook"))\"]}"
        )
        try site.scratch.write("home/data/jobs/triggered/nightly/code", "3")
        #expect(try await site.nyala("run", "nightly", "--wait").code == 3)
        let failed = try #require(try await receiver.wait(for: 1).first)
        let body = failed.body
        #expect(failed.path == "/hook")
        #expect(body["event"]?.string == "failed")
        #expect(body["job"]?.string == "nightly")
        #expect(body["type"]?.string == "triggered")
        #expect(body["run"]?["exit_code"]?.integer == 3)
        #expect(body["run"]?["cause"]?.string == "exit")
        #expect(body["attempt"]?.integer == 1)
        let run = try #require(body["run"]?["id"]?.string)
        #expect(body["url"]?.string == "https://jobs.example/api/v1/jobs/triggered/nightly/runs/\(run)")
        let log = (body["log"]?.array ?? []).compactMap(\.string)
        #expect(log.contains { $0.hasSuffix("about to fail") }, "\(log)")
        #expect(log.last?.contains("exit code 3") == true, "\(log)")
        #expect(body["host"]?["instance"]?.string?.utf8.count == 6)
        try await expectSigned(failed, secret: "a secret")

        try site.scratch.write("home/data/jobs/triggered/nightly/code", "0")
        #expect(try await site.nyala("run", "nightly", "--wait").isSuccess)
        let events = try await receiver.wait(for: 2).map(\.event)
        #expect(events == ["failed", "recovered"])
        #expect(try await site.nyala("run", "nightly", "--wait").isSuccess)
        try await eventually("both are on record") { try await site.deliveries("delivered").count == 2 }
        #expect(try receiver.received().count == 2)
        #expect(try await site.nyala("notifications").output.contains("answered 200 OK"))
    }

    /// As a receiver does it, with a library of its own.
    private func expectSigned(_ received: HookReceiver.Received, secret: String) async throws {
        let time = try #require(received.headers["nyala-timestamp"])
        let script = """
            import hmac, sys
            print(hmac.new(sys.argv[1].encode(), sys.stdin.buffer.read(), 'sha256').hexdigest())
            """
        let made = try await Command.run("python3", ["-c", script, secret], input: "\(time).\(received.text)")
        let digest = made.output.split(separator: "\n").first ?? ""
        #expect(digest.count == 64)
        #expect(received.headers["nyala-signature"] == "sha256=\(digest)")
    }

    @Test func `more failures soon after are told of together`() async throws {
        let receiver = try await HookReceiver.start()
        let settings = Self.local.merging(["notify.interval": "10s", "notify.url": receiver.url()]) { $1 }
        let site = try await TestSite.start(settings: settings)
        try await site.addJob("flaky", "exit 1\n")
        for _ in 1...4 { #expect(try await site.nyala("run", "flaky", "--wait").code == 1) }
        // On a busy machine the runs may take longer than one interval.
        func counts() throws -> [Int] { try receiver.received().map { $0.body["digest"]?["count"]?.integer ?? 1 } }
        try await eventually("all are told of") { try counts().reduce(0, +) >= 4 }
        let told = try receiver.received()
        #expect(told.allSatisfy { $0.event == "failed" })
        #expect(told[0].body["digest"] == nil)
        #expect(told.count < 4, "\(told)")
        #expect(try counts().reduce(0, +) == 4)
        #expect(told.dropFirst().allSatisfy { $0.body["digest"]?["over"]?.bool == false })
    }

    @Test func `a run that will be tried again is not told of, its last attempt is`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        let notify = "\"notify\": [{\"url\": \"\(receiver.url())\", \"on\": [\"failed\", \"started\"]}]"
        try await site.addJob("retried", "exit 5\n", "{\"retries\": {\"limit\": 1, \"delay\": 0}, \(notify)}")
        _ = try await site.nyala("run", "retried", "--wait")
        let told = try await receiver.wait(for: 3)
        #expect(told.map(\.event) == ["started", "started", "failed"])
        #expect(told.last?.body["run"]?["attempt"]?.integer == 2)
        #expect(told.last?.body["will_retry"]?.bool == false)
    }

    @Test func `addresses that are not the internet's are refused unless they are allowed`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start()
        try await site.addJob(
            "nightly",
            "exit 1\n",
            "{\"notify\": [\"\(receiver.url())\", \"http://localhost:\(receiver.port)\"]}"
        )
        _ = try await site.nyala("run", "nightly", "--wait")
        try await eventually("both are given up") { try await site.deliveries("abandoned").count == 2 }
        for entry in try await site.deliveries() {
            let detail = entry["detail"]?.string ?? ""
            #expect(detail.contains("are refused") && detail.contains("notify.allow_private"), "\(detail)")
        }
        #expect(try receiver.received().isEmpty)
    }

    @Test func `redirections are not followed`() async throws {
        let receiver = try await HookReceiver.start()
        try receiver.answer(302)
        let site = try await TestSite.start(settings: Self.local)
        try await site.addJob("nightly", "exit 1\n", "{\"notify\": [\"\(receiver.url("/here"))\"]}")
        _ = try await site.nyala("run", "nightly", "--wait")
        try await eventually("it has failed") { try await site.deliveries("failed").count == 1 }
        let detail = try await site.deliveries().first?["detail"]?.string ?? ""
        #expect(detail == "answered 302 Found; redirections are not followed")
        #expect(try receiver.received().map(\.path) == ["/here"])
    }

    @Test func `what is not delivered yet outlives a killed host, and a lost run is told of`() async throws {
        let gone = try await HookReceiver.start()
        let port = gone.port
        let settings = Self.local.merging(["notify.retry_delay": "100ms"]) { $1 }
        let site = try await TestSite.start(settings: settings)
        try await gone.end()
        let url = "http://127.0.0.1:\(port)/later"
        try await site.addJob("nightly", "exit 1\n", "{\"notify\": [\"\(url)\"]}")
        try await site.addJob("lost", "sleep 1000\n", "{\"notify\": [\"\(url)\"]}")
        _ = try await site.nyala("run", "nightly", "--wait")
        try await eventually("it has been tried") { try await !site.deliveries("failed").isEmpty }
        _ = try await site.nyala("run", "lost")
        try await site.end(with: SIGKILL)
        let receiver = try await HookReceiver.start(port: port)
        let again = try await site.startAgain()
        let told = try await receiver.wait(for: 2, "/later")
        let byJob = Dictionary(grouping: told) { $0.body["job"]?.string ?? "" }
        #expect(byJob["nightly"]?.count == 1)
        #expect((byJob["nightly"]?.first?.body["attempt"]?.integer ?? 0) > 1)
        #expect(byJob["lost"]?.first?.body["run"]?["cause"]?.string == "host_lost")
        try await eventually("nothing waits any more") {
            try Folder.names(in: "\(again.home)/data/notifications/pending").isEmpty
        }
    }

    @Test func `a target that never answers holds up neither runs nor other targets`() async throws {
        let receiver = try await HookReceiver.start()
        let silent = try SilentServer()
        let site = try await TestSite.start(settings: Self.local)
        let on = "\"on\": [\"succeeded\"]"
        let dead = "{\"url\": \"http://127.0.0.1:\(silent.port)/\", \(on)}"
        try await site.addJob("quick", "true\n", "{\"notify\": [\(dead), {\"url\": \"\(receiver.url())\", \(on)}]}")
        for _ in 1...5 { #expect(try await site.nyala("run", "quick", "--wait").isSuccess) }
        #expect(try await receiver.wait(for: 5).count == 5)
        let text = try await site.nyala("notifications", "--json").output
        #expect(try JSONValue.parse(Array(text.utf8))["pending"]?.array?.count == 5)
        withExtendedLifetime(silent) {}
    }

    @Test func `a command gets the event on its standard input, and nothing of it stays after its time`() async throws {
        let site = try await TestSite.start()
        let alert = """
            #!/bin/bash
            cat > "$HOME_OF_TEST/told-$NYALA_EVENT"
            pwd > "$HOME_OF_TEST/folder"
            if [ "$NYALA_EVENT" = failed ]; then
              setsid sleep 1000 &
              echo $! > "$HOME_OF_TEST/left"
              echo still working
              wait
            fi

            """.replacing("$HOME_OF_TEST", with: site.scratch.path)
        let settings = """
            {"notify": [{"exec": ["./alert.sh"], "timeout": "1s", "on": ["failed", "started"]}]}
            """
        try site.add("triggered/nightly", ["run.sh": "exit 4\n", "settings.job": settings])
        try site.write("triggered/nightly", "alert.sh", alert, executable: true)
        try await eventually("it is known") { try await site.job("triggered/nightly") != nil }
        _ = try await site.nyala("run", "nightly", "--wait")
        try await eventually("it took too long") { try await !site.deliveries("failed").isEmpty }
        let told = try JSONValue.parse(Array(try #require(try site.scratch.read("told-failed")).utf8))
        #expect(told["event"]?.string == "failed")
        #expect(told["run"]?["exit_code"]?.integer == 4)
        #expect(try site.scratch.read("told-started")?.contains("\"started\"") == true)
        #expect(try site.scratch.read("folder") == "\(site.jobs)/triggered/nightly\n")
        let detail = try await site.deliveries("failed").first?["detail"]?.string ?? ""
        #expect(detail.contains("was killed") && detail.hasSuffix(": still working"), "\(detail)")
        let left = try #require(Int32((try site.scratch.read("left") ?? "").split(separator: "\n").first ?? ""))
        try await eventually("nothing of it is left") { !TreeTests.isAlive(Int(left)) }
    }

    @Test func `a mail goes through sendmail`() async throws {
        let tools = try ScratchDirectory()
        try tools.write(
            "sendmail",
            "#!/bin/bash\nprintf '%s\\n' \"$@\" > \(tools.path)/arguments\ncat > \(tools.path)/mail\n",
            mode: 0o755
        )
        let path = "\(tools.path):/usr/local/bin:/usr/bin:/bin"
        let settings = ["notify.email": "ops@example.com", "notify.from": "nyala@example.com"]
        let site = try await TestSite.start(settings: settings, environment: ["PATH": path])
        try await site.addJob("nightly", "echo the last line\nexit 9\n")
        _ = try await site.nyala("run", "nightly", "--wait")
        try await eventually("it was sent") { try await site.deliveries("delivered").count == 1 }
        let arguments = ["-i", "-f", "nyala@example.com", "--", "ops@example.com"]
        #expect(try tools.read("arguments") == arguments.joined(separator: "\n") + "\n")
        let mail = try #require(try tools.read("mail"))
        #expect(mail.contains("\nTo: ops@example.com\n"))
        #expect(mail.contains("nightly: failed\n"))
        #expect(mail.contains("run exit_code: 9\n"))
        #expect(mail.contains("the last line\n"))
    }

    @Test func `where there is no sendmail, the job says which package to install`() async throws {
        let site = try await TestSite.start(environment: ["PATH": "/nowhere:/usr/bin:/bin"])
        try await site.addJob(
            "nightly",
            "true\n",
            "{\n  \"notify\": [{\"email\": \"root\"}, {\"exec\": [\"no-such\"]}]\n}"
        )
        let problems = try await site.problems("triggered/nightly").map { $0.split(separator: "nightly/").last ?? "" }
        #expect(
            problems.contains("settings.job:2:13: \"notify\": the command \"no-such\" is not installed"),
            "\(problems)"
        )
        // A machine with sendmail in its usual place has no problem.
        if access("/usr/sbin/sendmail", X_OK) != 0, access("/usr/lib/sendmail", X_OK) != 0 {
            #expect(problems.contains { $0.contains("install the package msmtp-mta") }, "\(problems)")
        }
    }

    @Test func `wrong settings are told with their place before they are pushed`() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("App_Data/jobs/triggered/a/run.sh", "true\n")
        let settings =
            "{\n  \"notify\": [\n    {\"url\": \"https://a.example\", \"on\": [\"faild\"]}\n  ],\n  \"ping_url\": \"x\"\n}\n"
        try scratch.write("App_Data/jobs/triggered/a/settings.job", settings)
        let checked = try await Program.run(["check", scratch.path])
        #expect(checked.code == 1)
        #expect(checked.all.contains("settings.job:3:41: \"notify.on\": unknown word \"faild\""), "\(checked.all)")
        #expect(checked.all.contains("did you mean \"failed\"?"))
        #expect(checked.all.contains("settings.job:5:15: \"ping_url\": \"x\" is no web address"), "\(checked.all)")
    }

    @Test func `a service that watches over runs is called at each step`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        let script = "echo said\nexit $(cat \"$WEBJOBS_DATA_PATH/code\" 2>/dev/null || echo 0)\n"
        try await site.addJob("watched", script, "{\"ping_url\": \"\(receiver.url("/uuid"))\"}")
        _ = try await site.nyala("run", "watched", "--wait")
        _ = try await receiver.wait(for: 2)
        try site.scratch.write("home/data/jobs/triggered/watched/code", "1")
        _ = try await site.nyala("run", "watched", "--wait")
        let calls = try await receiver.wait(for: 4)
        let steps = calls.map { String($0.path.prefix { $0 != "?" }) }
        #expect(steps == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/fail"])
        let ids = calls.map { String($0.path.drop { $0 != "=" }.dropFirst()) }
        #expect(ids[0] == ids[1] && ids[2] == ids[3] && ids[1] != ids[2])
        let runs =
            try JSONValue.parse(Array(try await site.nyala("history", "watched", "--json").output.utf8)).array ?? []
        #expect(ids[3].filter { $0 != "-" }.hasPrefix(try #require(runs.first?["id"]?.string)))
        #expect(calls[3].text.contains("said"))
    }

    @Test func `a continuous job that fails again and again is told of, and that it is well again`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        let settings = """
            {"restart": {"delay": 0}, "notify": [
              {"url": "\(receiver.url("/all"))"}, {"url": "\(receiver.url("/end"))", "on": ["recovered"]}]}
            """
        try site.add("continuous/worker", ["run.sh": "echo broken; exit 7\n", "settings.job": settings])
        let told = try await receiver.wait(for: 2, "/all")
        #expect(told.map(\.event) == ["failed", "crash_looping"])
        #expect(told[0].body["process"]?["exit_code"]?.integer == 7)
        #expect(told[1].body["process"]?["failures"]?.integer == 5)
        #expect((told[0].body["log"]?.array ?? []).contains { $0.string?.hasSuffix("broken") == true })
        try site.write("continuous/worker", "run.sh", JobScripts.steady())
        _ = try await receiver.wait(for: 1, "/end")
        let end = try await receiver.wait(for: 3, "/all").last
        #expect(end?.event == "recovered")
    }

    @Test func `planned runs that were missed are told of`() async throws {
        let receiver = try await HookReceiver.start()
        let settings = Self.local.merging(["notify.url": receiver.url(), "notify.on": "missed"]) { $1 }
        let site = try await TestSite.start(settings: settings)
        try await site.plan([PlannedJob(name: "often", schedule: "* * * * * *", missedRuns: "skip")])
        _ = try await site.history("often", runs: 1)
        try await site.end(with: SIGKILL)
        let end = SystemClock().monotonicTime()
        try await eventually("some time has passed") { SystemClock().monotonicTime() - end > .seconds(5) }
        let again = try await site.startAgain()
        let told = try #require(try await receiver.wait(for: 1).first)
        #expect(told.body["job"]?.string == "often")
        #expect((told.body["run"]?["occurrences"]?.integer ?? 0) >= 2)
        #expect(told.body["detail"]?.string?.contains("the host was not running then") == true)
        withExtendedLifetime(again) {}
    }

    @Test func `a problem is told once, also over a restart of the host, and that it is mended`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local.merging(["notify.url": receiver.url()]) { $1 })
        try await site.addJob("nightly", "true\n", "{\"timeout\": \"soon\"}")
        let problem = try #require(try await receiver.wait(for: 1).first)
        #expect(problem.event == "problem")
        #expect(problem.body["problem"]?["line"]?.integer == 1)
        try await site.end(with: SIGTERM)
        let again = try await site.startAgain()
        try await eventually("it is known again") { try await again.job("triggered/nightly") != nil }
        try again.write("triggered/nightly", "settings.job", "{}")
        let told = try await receiver.wait(for: 2)
        #expect(told.map(\.event) == ["problem", "problem_cleared"])
    }
}
