import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// The host ends alone, or with everything, because somebody wants it to.
@Suite struct HostLeaveTests {
    private func serve(_ site: TestSite, listen: String = "127.0.0.1:0") async throws -> Command.Result {
        try await Program.run(["serve", "--home", site.home, "--listen", listen])
    }

    private func leave(_ site: TestSite) async throws {
        let left = try await site.nyala("stop", "--host")
        #expect(left.isSuccess, "\(left.all)")
        try await eventually("the keeper knows of it") { site.servingProcess == .max }
        #expect(try await site.nyala("jobs").code == 5)
    }

    @Test func `jobs go on while there is no host, and the next one takes them up`() async throws {
        let site = try await TestSite.start()
        let counting = "for ((n = 0; ; n++)); do echo \"seq $n\"; sleep 0.02; done\n"
        try site.add("continuous/counting", ["run.sh": counting])
        let script = "until [ -e \"\(site.scratch.at("go"))\" ]; do sleep 0.05; done\nexit 7\n"
        try site.add("triggered/work", ["run.sh": script])
        let pid = try await site.waitForStart(of: "continuous/counting")
        #expect(try await site.nyala("run", "work").isSuccess)
        try await leave(site)
        #expect(TreeTests.isAlive(pid))
        try site.scratch.write("go", "")
        let next = try await serve(site)
        #expect(next.isSuccess && next.output.contains("which went on"), "\(next.all)")
        #expect(site.servingProcess != .max)
        #expect(try await site.pid("continuous/counting") == pid)
        try await eventually("the run has ended with its own exit code") {
            let runs = try JSONValue.parse(Array(try await site.nyala("history", "work", "--json").output.utf8))
            return runs.array?.first?["exit_code"]?.integer == 7
        }
        let lines = try site.log("continuous/counting").split(separator: "\n").filter { $0.contains("INFO] seq ") }
        let numbers = lines.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(!numbers.isEmpty && numbers == Array(0..<numbers.count))
        // Again, for what was asked for once must not hinder a second time; and all of it ends at last.
        try await leave(site)
        #expect(try await serve(site).isSuccess)
        #expect(try await site.pid("continuous/counting") == pid)
        #expect(try await site.nyala("stop", "--all").isSuccess)
        #expect(!TreeTests.isAlive(pid))
        let nobody = try await site.nyala("stop", "--all")
        #expect(nobody.code == 3 && nobody.all.contains("no host serves \(site.home)"), "\(nobody.all)")
    }

    @Test func `a host that does not come to serve is told of, and the jobs wait for another`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        try await leave(site)
        let taken = try ListeningSocket()
        let failed = try await serve(site, listen: "127.0.0.1:\(taken.port)")
        #expect(failed.code == 1 && failed.all.contains("the host ended before it served"), "\(failed.all)")
        // Of no command at all the keeper makes nothing.
        try site.scratch.write("home/run/next-host", "what\n")
        kill(site.host.processID, SIGUSR1)
        try await eventually("the keeper has heard it") { try !isPending(SIGUSR1, site.host.processID) }
        #expect(site.servingProcess == .max && TreeTests.isAlive(pid))
        try site.scratch.write("home/run/next-host", "\(KeeperSocket.protocolVersion)\n")
        #expect(try await serve(site).isSuccess)
        #expect(try await site.pid("continuous/steady") == pid)
    }

    @Test func `of many who start the site at once one does, and the jobs go on`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        try await leave(site)
        let results = try await withThrowingTaskGroup(of: Command.Result.self) { group in
            for _ in 0..<4 { group.addTask { try await serve(site) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0.isSuccess } == 1, "\(results.map(\.all))")
        #expect(results.allSatisfy { $0.isSuccess || $0.all.contains("serves \(site.home) already") })
        #expect(try await site.pid("continuous/steady") == pid)
    }

    @Test func `jobs without a host have the time they need when all is stopped`() async throws {
        let site = try await TestSite.start()
        let saved = site.scratch.at("saved")
        let script = "trap 'sleep 1; echo yes > \(saved); exit 0' TERM\necho ready\nwhile :; do sleep 0.05; done\n"
        try site.add("continuous/careful", ["run.sh": script, "settings.job": "{\"stopping_wait_time\": 20}"])
        try site.add("continuous/deaf", ["run.sh": "trap '' TERM\necho ready\nwhile :; do sleep 0.05; done\n"])
        let pid = try await site.waitForStart(of: "continuous/deaf")
        for job in ["careful", "deaf"] {
            try await eventually("\(job) is ready") { try site.log("continuous/\(job)").contains("ready") }
        }
        try await leave(site)
        #expect(try await site.nyala("stop", "--all").isSuccess)
        #expect(try site.scratch.read("saved") == "yes\n")
        #expect(!TreeTests.isAlive(pid))
    }

    @Test func `a keeper of another version ends its jobs, and all is started anew`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        try await leave(site)
        try site.scratch.write("home/run/next-host", "\(KeeperSocket.protocolVersion - 1)\n")
        let next = try await site.startAgain()
        #expect(try await next.waitForStart(of: "continuous/steady", notAs: pid) != pid)
        #expect(!TreeTests.isAlive(pid))
    }

    /// Whether the process has been sent the signal and has not taken it yet.
    private func isPending(_ signal: Int32, _ process: Int32) throws -> Bool {
        let status = try #require(try FileContents.text("/proc/\(process)/status"))
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("ShdPnd:") })
        let signals = try #require(UInt64(line.dropFirst("ShdPnd:".count).drop { $0 == "\t" }, radix: 16))
        return signals & (1 << UInt64(signal - 1)) != 0
    }

    @Test func `jobs that nobody comes for end`() async throws {
        let site = try await TestSite.start(environment: ["NYALA_ALONE_LIMIT": "1"])
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        try await leave(site)
        try await eventually("the jobs have ended") { !TreeTests.isAlive(pid) }
        #expect(!AtomicFile.exists("\(site.home)/run/next-host"))
        let next = try await site.startAgain()
        #expect(try await next.waitForStart(of: "continuous/steady", notAs: pid) != pid)
    }

    @Test(arguments: [["stop"], ["stop", "--all", "--host"], ["stop", "steady", "--all"]])
    func `what is to stop must be said, once`(arguments: [String]) async throws {
        let answer = try await Program.run(arguments)
        #expect(answer.code == 2 && answer.all.contains("Name a job, or say --all or --host."), "\(answer.all)")
    }
}
