import JobModel
import TestKit
import Testing

/// What a job may use at most, and what is said when it takes more.
@Suite struct LimitTests {
    private func run(
        _ script: String,
        _ limits: String,
        _ options: [String] = []
    ) async throws -> (run: JSONValue, site: TestSite) {
        let site = try await TestSite.start(options: options)
        try site.add("triggered/greedy", ["run.sh": "\(script)\n", "settings.job": "{\"limits\": {\(limits)}}"])
        _ = try await site.nyala("run", "greedy", "--wait")
        return (try #require(try await site.job("triggered/greedy")?["latest_run"]), site)
    }

    @Test(arguments: [[], ["--without-cgroups"]])
    func `a run with more processes than it may have is ended, all of it`(options: [String]) async throws {
        // Each case looks for its own processes only.
        let time = options.isEmpty ? 987_654 : 987_655
        let script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do setsid sleep \(time) & done; wait"
        let (run, site) = try await run(script, "\"processes\": 5", options)
        #expect(run["outcome"]?.string == "Failed")
        #expect(run["cause"]?.string == "process_limit")
        #expect(run["detail"]?.string?.hasSuffix("processes and threads; limits.processes is 5") == true)
        #expect(try await site.nyala("logs", "greedy").output.contains("SYS ERR ] Job failed: it had "))
        let left = try await Command.run("pgrep", ["-f", "sleep \(time)"])
        #expect(left.output.isEmpty)
    }

    @Test(arguments: [[], ["--without-cgroups"]])
    func `a run with more memory than it may have is ended as out of memory`(options: [String]) async throws {
        // In two processes, of which none has too much alone.
        let hold = "perl -e 'my $x = \"x\" x 30000000; sleep 1000'"
        let (run, _) = try await run("\(hold) & \(hold) & wait", "\"memory\": \"48MiB\"", options)
        #expect(run["outcome"]?.string == "Failed")
        #expect(run["cause"]?.string == "oom", "\(run)")
        #expect(run["detail"]?.string?.hasSuffix("of memory; limits.memory is 48 MiB") == true)
    }

    @Test func `a file that becomes too large ends the run with the reason`() async throws {
        let script = "exec head -c 1000000 /dev/zero > \"$WEBJOBS_DATA_PATH/file\""
        let (run, _) = try await run(script, "\"file_size\": 4096")
        #expect(run["cause"]?.string == "signal")
        #expect(run["signal"]?.string == "SIGXFSZ")
        #expect(run["detail"]?.string == "a file became larger than limits.file_size, 4 KiB")
    }

    @Test func `a job has as many open files as it may`() async throws {
        let (run, site) = try await run("ulimit -n", "\"open_files\": 33")
        #expect(run["outcome"]?.string == "Success")
        #expect(try await site.nyala("logs", "greedy").output.contains("INFO] 33\n"))
    }

    @Test func `a run tells what it has used`() async throws {
        let script = "perl -e 'my $x = \"x\" x 200000000; 1 for 1..3000000'"
        let (run, _) = try await run(script, "")
        #expect((run["cpu_ms"]?.integer ?? 0) > 50, "\(run)")
        #expect((run["peak_memory_bytes"]?.integer ?? 0) > 200_000_000, "\(run)")
    }

    @Test func `a continuous job over its limit says so and starts again after its delay`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"limits\": {\"processes\": 3}, \"restart\": {\"delay\": \"1h\"}}"
        let script = "for i in 1 2 3 4 5 6; do sleep 1000 & done; wait\n"
        try site.add("continuous/greedy", ["run.sh": script, "settings.job": settings])
        try await eventually("it waits") {
            try await site.job("continuous/greedy")?["status"]?.string == "PendingRestart"
        }
        #expect(try site.log("continuous/greedy").contains("processes and threads; limits.processes is 3"))
    }

    @Test func `a share of the processor that nothing enforces is pointed out`() async throws {
        let site = try await TestSite.start(options: ["--without-cgroups"])
        let settings = "{\"limits\": {\n \"cpu\": 50}}"
        try site.add("continuous/half", ["run.sh": JobScripts.steady(), "settings.job": settings])
        _ = try await site.waitForStart(of: "continuous/half")
        let problems = try await site.problems("continuous/half")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("half/settings.job:2:9: warning: \"limits.cpu\" is not enforced") == true)
    }
}
