import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Triggered jobs run when they are asked to, and leave a history.
@Suite struct TriggeredJobTests {
    @Test func `the log of a run that ends at once is whole and in order`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/quick", ["run.sh": "true\n"])
        try await eventually("it is known") { try await site.job("triggered/quick") != nil }
        for _ in 1...10 {
            #expect(try await site.nyala("run", "quick", "--wait").isSuccess)
        }
        for run in try site.runFolders(of: "quick") {
            let log = try site.scratch.read("home/data/jobs/triggered/quick/\(run)/output_log.txt") ?? ""
            let words = log.split(separator: "\n").compactMap { $0.split(separator: " ").last }
            #expect(words == ["Initializing", "'BashScriptHost'", "Running", "Success"], "\(log)")
        }
    }

    @Test func `arguments arrive exactly as given, whatever they hold`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/args", ["run.sh": "printf '<%s>\\n' \"$@\"; echo \"count $#\"\n"])
        let result = try await site.nyala(
            "run",
            "args",
            "--wait",
            "--",
            "a b",
            "$HOME",
            "x;y",
            "",
            "*",
            "--flag",
            "ü\"'\\"
        )
        #expect(result.code == 0, "\(result.all)")
        for line in ["<a b>", "<$HOME>", "<x;y>", "<>", "<*>", "<--flag>", "<ü\"'\\>", "count 7"] {
            #expect(result.output.contains("INFO] \(line)\n"), "missing \(line) in \(result.output)")
        }
    }

    @Test func `the original's one text of arguments is split by quotes, never by a shell`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/args", ["run.sh": "printf '<%s>\\n' \"$@\"\n"])
        let query = [(name: "arguments", value: "one \"two words\" '$HOME' a;b")]
        let answer = try site.call("POST", "/api/triggeredwebjobs/args/run", query: query)
        #expect(answer.status == 202)
        let location = try #require(answer.header("Location"))
        #expect(location.contains("/api/triggeredwebjobs/args/history/"))
        let output = try await site.nyala("logs", "args", "-f").output
        for line in ["<one>", "<two words>", "<$HOME>", "<a;b>"] {
            #expect(output.contains("INFO] \(line)\n"), "\(output)")
        }
    }

    @Test(arguments: [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)])
    func `waiting returns the job's exit code`(script: String, code: Int32) async throws {
        let site = try await TestSite.start()
        try site.add("triggered/code", ["run.sh": "\(script)\n"])
        let result = try await site.nyala("run", "code", "--wait")
        #expect(result.code == code, "\(result.all)")
        let run = try #require(try await site.job("triggered/code")?["latest_run"])
        #expect(run["outcome"]?.string == (code == 0 ? "Success" : "Failed"))
        #expect(run["cause"]?.string == (code > 128 ? "signal" : "exit"))
    }

    @Test func `a second run at the same time is refused with a sentence`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/long", ["run.sh": "sleep 1000\n"])
        let first = try site.call("POST", "/api/triggeredwebjobs/long/run")
        #expect(first.status == 202)
        let second = try site.call("POST", "/api/triggeredwebjobs/long/run")
        #expect(second.status == 409)
        #expect(second.text == "Cannot start a new run since job is already running.")
        let third = try await site.nyala("run", "long")
        #expect(third.code == 1)
        #expect(third.errorOutput.contains("already running"))
        // Stopping the job stops its run.
        #expect(try await site.nyala("stop", "long").isSuccess)
        try await eventually("the run is over") {
            try await site.job("triggered/long")?["latest_run"]?["outcome"]?.string == "Stopped"
        }
        #expect(try site.call("POST", "/api/triggeredwebjobs/long/run").status == 409)
    }

    @Test func `only as many runs are kept as the settings say`() async throws {
        let site = try await TestSite.start(settings: ["WEBJOBS_HISTORY_SIZE": "3"])
        try site.add("triggered/many", ["run.sh": "echo \"$WEBJOBS_RUN_ID\"\n"])
        for _ in 0..<5 { #expect(try await site.nyala("run", "many", "--wait").code == 0) }
        try await eventually("three are left") {
            try JSONValue.parse(Array(try await site.nyala("history", "many", "--json").output.utf8)).array?.count == 3
        }
    }

    @Test func `a run uses what was saved before the request, at once`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/fresh", ["run.sh": "echo old\n"])
        #expect(try await site.nyala("run", "fresh", "--wait").output.contains("old"))
        for count in 0..<5 {
            try site.write("triggered/fresh", "run.sh", "echo new \(count)\n")
            let run = try await site.nyala("run", "fresh", "--wait")
            #expect(run.output.contains("INFO] new \(count)\n"), "\(run.all)")
        }
        // Also a job that did not exist a moment ago.
        try site.add("triggered/brandnew", ["run.sh": "echo here\n"])
        #expect(try site.call("POST", "/api/triggeredwebjobs/brandnew/run").status == 202)
    }

    @Test func `output that a detached child still writes is waited for, and the child is ended`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "triggered/child",
            ["run.sh": "(sleep 1000; echo never) & echo $! > \"$WEBJOBS_DATA_PATH/child\"; echo said\n"]
        )
        let result = try await site.nyala("run", "child", "--wait")
        #expect(result.code == 0)
        #expect(result.output.contains("said"))
        let child = try #require(
            Int((try site.scratch.read("home/data/jobs/triggered/child/child") ?? "").filter(\.isNumber))
        )
        #expect(!TreeTests.isAlive(child))
    }

    @Test(arguments: [
        ("timeout", "\"timeout\": \"300ms\"", "while true; do echo busy; sleep 0.05; done", ""),
        ("idle_timeout", "\"idle_timeout\": \"400ms\"", "sleep 1000", ""),
        ("idle_timeout", "\"idle_timeout\": \"400ms\"", "sleep 1000", "--without-cgroups"),
    ])
    func `a run over its limit is stopped and says why`(
        _ cause: String,
        _ settings: String,
        _ script: String,
        _ option: String
    ) async throws {
        let site = try await TestSite.start(options: option.isEmpty ? [] : [option])
        try site.add("triggered/long", ["run.sh": "\(script)\n", "settings.job": "{\(settings)}"])
        #expect(try await site.nyala("run", "long", "--wait").code == 124)
        let run = try #require(try await site.job("triggered/long")?["latest_run"])
        #expect(run["outcome"]?.string == "Failed")
        #expect(run["cause"]?.string == cause)
        #expect(run["detail"]?.string?.contains(cause) == true)
        #expect(try await site.nyala("logs", "long").output.contains("the run is stopped: it "))
    }

    @Test func `a quiet run that uses the processor is not idle`() async throws {
        let site = try await TestSite.start(settings: ["WEBJOBS_IDLE_TIMEOUT": "1"])
        let script = "end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do :; done\n"
        try site.add("triggered/busy", ["run.sh": script])
        #expect(try await site.nyala("run", "busy", "--wait").code == 0)
    }

    @Test func `a failed run is tried again as often as its job wants`() async throws {
        let site = try await TestSite.start()
        let script = "echo attempt $WEBJOBS_ATTEMPT with $1; test $WEBJOBS_ATTEMPT = 3\n"
        let settings = "{\"retries\": {\"limit\": 5, \"delay\": \"50ms\", \"backoff\": \"linear\"}}"
        try site.add("triggered/flaky", ["run.sh": script, "settings.job": settings])
        #expect(try await site.nyala("run", "flaky", "--", "a b").isSuccess)
        try await eventually("the third attempt succeeds") {
            try await site.job("triggered/flaky")?["latest_run"]?["outcome"]?.string == "Success"
        }
        let text = try await site.nyala("history", "flaky", "--json").output
        let runs = try JSONValue.parse(Array(text.utf8)).array ?? []
        #expect(runs.map { $0["attempt"]?.integer } == [3, 2, 1])
        #expect(runs.map { $0["outcome"]?.string } == ["Success", "Failed", "Failed"])
        #expect(runs.first?["trigger"]?.string?.hasPrefix("Retry 2 of 5 - ") == true)
        #expect(try await site.nyala("logs", "flaky").output.contains("attempt 3 with a b"))
    }

    @Test func `a run that was lost with the host is tried again after its start`() async throws {
        let site = try await TestSite.start()
        let script = "echo attempt $WEBJOBS_ATTEMPT; test $WEBJOBS_ATTEMPT = 1 && sleep 1000; true\n"
        let settings = "{\"retries\": {\"limit\": 1, \"delay\": \"10ms\"}}"
        try site.add("triggered/lost", ["run.sh": script, "settings.job": settings])
        #expect(try await site.nyala("run", "lost").isSuccess)
        site.host.send(SIGKILL)
        _ = try await Command.wait(for: site.host)
        let again = try await site.startAgain()
        try await eventually("the second attempt succeeds") {
            let run = try await again.job("triggered/lost")?["latest_run"]
            return run?["outcome"]?.string == "Success" && run?["attempt"]?.integer == 2
        }
        #expect(try await again.nyala("history", "lost").output.contains("Aborted (host_lost)"))
    }

    @Test func `a schedule starts runs by itself`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "triggered/tick",
            [
                "run.sh": "echo \"$WEBJOBS_TRIGGER for $WEBJOBS_SCHEDULED_TIME\"\n",
                "settings.job": "{\"schedule\": \"* * * * * *\"}",
            ]
        )
        try await eventually("two runs have ended") {
            let runs =
                try JSONValue.parse(Array(try await site.nyala("history", "tick", "--json").output.utf8)).array ?? []
            return runs.count { $0["outcome"]?.string == "Success" } >= 2
        }
        let run = try #require(try await site.job("triggered/tick")?["latest_run"])
        #expect(run["trigger"]?.string == "Schedule - * * * * * *")
        // Taking the schedule away ends it.
        try site.write("triggered/tick", "settings.job", "{}")
        try await eventually("nothing is planned") { try await site.job("triggered/tick")?["next_run"]?.string == nil }
    }

    @Test func `a run that cannot start is on record with its reason`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/broken", ["settings.job": "{\"run\": [\"./missing-program\"]}"])
        let result = try await site.nyala("run", "broken")
        #expect(result.code == 1)
        #expect(result.errorOutput.contains("missing-program"), "\(result.all)")
        let run = try #require(try await site.job("triggered/broken")?["latest_run"])
        #expect(run["outcome"]?.string == "Failed")
        #expect(run["cause"]?.string == "start_failed")
        #expect(run["detail"]?.string?.contains("does not exist") == true)
    }

    @Test func `removing the folder of a job ends its run`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/gone", ["run.sh": "echo $$ > \"$WEBJOBS_DATA_PATH/pid\"; sleep 1000\n"])
        #expect(try await site.nyala("run", "gone").isSuccess)
        let path = "home/data/jobs/triggered/gone/pid"
        try await eventually("it runs") { try site.scratch.read(path)?.isEmpty == false }
        let pid = try #require(Int((try site.scratch.read(path) ?? "").filter(\.isNumber)))
        try Folder.removeTree("\(site.jobs)/triggered/gone")
        try await eventually("it is gone") { !TreeTests.isAlive(pid) }
    }
}
