import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Jobs outlive the host that started them.
@Suite struct KeeperTests {
    /// How often the host is killed under load; `NYALA_TEST_KILLS` asks for more.
    private static let kills = getenv("NYALA_TEST_KILLS").flatMap { Int(String(cString: $0)) } ?? 12

    /// Kills the serving process; returns when the next one serves.
    private func killHost(_ site: TestSite) async throws {
        let before = site.servingProcess
        try #require(kill(before, SIGKILL) == 0)
        try await eventually("the next host is there") {
            let now = site.servingProcess
            return now != .max && now != before
        }
    }

    /// Waits until the host answers, over the local socket: a free port changes from host to host.
    private func waitForHost(_ site: TestSite) async throws {
        try await eventually("the host answers") { try await site.nyala("jobs").isSuccess }
    }

    @Test func `a continuous job goes on when its host is killed, and is stopped by the next one`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        try await killHost(site)
        try await waitForHost(site)
        try await eventually("the job is known") { try await site.pid("continuous/steady") == pid }
        #expect(isAlive(pid))
        // An edit restarts it as ever.
        try site.write("continuous/steady", "run.sh", JobScripts.steady() + "# edited\n")
        let next = try await site.waitForStart(of: "continuous/steady", notAs: pid)
        #expect(next != pid)
        try await killHost(site)
        try await waitForHost(site)
        #expect(try await site.nyala("stop", "continuous/steady").isSuccess)
        try await eventually("it has ended") { !isAlive(next) }
    }

    @Test func `a run goes on when its host is killed, with its log, its arguments and its exit code`() async throws {
        let site = try await TestSite.start()
        let script = """
            #!/bin/bash
            echo "first $1"
            until [ -e "\(site.scratch.at("go"))" ]; do sleep 0.05; done
            echo second
            exit 7
            """
        try site.add("triggered/work", ["run.sh": script])
        #expect(try await site.nyala("run", "work", "--", "a b").isSuccess)
        try await eventually("it has begun") { try await output(site).contains("first a b") }
        try await killHost(site)
        try await waitForHost(site)
        #expect(try await runs(site).first?["outcome"]?.string == "Running")
        try site.scratch.write("go", "")
        try await eventually("the run has ended") { try await runs(site).first?["outcome"]?.string == "Failed" }
        #expect(try await runs(site).count == 1)
        let log = try await output(site)
        #expect(log.contains("second") && log.contains("exit code 7"))
        #expect(log.ranges(of: "first a b").count == 1)
    }

    @Test func `what ends while there is no host ends with its own time and exit code`() async throws {
        let scratch = try ScratchDirectory()
        // A copy that can be taken away.
        let programs = scratch.at("bin")
        let folder = Program.path.prefix(upTo: Program.path.lastIndex(of: "/") ?? Program.path.startIndex)
        try Folder.create(programs)
        for name in ["nyala", "nyala-hook", "nyala-keeper"] {
            try await Command.run("cp", ["\(folder)/\(name)", "\(programs)/\(name)"])
        }
        let site = try await TestSite.start(program: "\(programs)/nyala", scratch: scratch)
        let script = """
            #!/bin/bash
            echo $$ > "\(scratch.at("pid"))"
            until [ -e "\(scratch.at("go"))" ]; do sleep 0.05; done
            echo the last words
            exit 9
            """
        try site.add("triggered/work", ["run.sh": script])
        #expect(try await site.nyala("run", "work").isSuccess)
        try await eventually("the run says who it is") { try scratch.read("pid")?.hasSuffix("\n") == true }
        let pid = try #require(try scratch.read("pid").flatMap { Int($0.dropLast()) })
        try Folder.move("\(programs)/nyala", toNew: "\(programs)/away")
        #expect(kill(site.servingProcess, SIGKILL) == 0)
        try scratch.write("go", "")
        try await eventually("the keeper has collected the job") { !AtomicFile.exists("/proc/\(pid)") }
        let ended = SystemClock().wallTime()
        try Folder.move("\(programs)/away", toNew: "\(programs)/nyala")
        try await waitForHost(site)
        try await eventually("the run has ended") { try await runs(site).first?["outcome"]?.string == "Failed" }
        let run = try #require(try await runs(site).first)
        #expect(run["exit_code"]?.integer == 9)
        #expect(run["cause"]?.string == "exit")
        let end = try #require(run["ended"]?.string.flatMap { Timestamp(rfc3339: $0) })
        #expect(end <= ended)
        #expect(try await output(site).contains("the last words"))
    }

    @Test func `an upgrade puts another host in place, and the jobs go on`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        let before = site.servingProcess
        let result = try await site.nyala("upgrade")
        #expect(result.isSuccess && result.output.contains("the jobs went on"), "\(result.all)")
        #expect(site.servingProcess != before)
        #expect(try await site.pid("continuous/steady") == pid)
        #expect(isAlive(pid))
        let log = try site.scratch.read("home/LogFiles/nyala.log") ?? ""
        #expect(!log.contains(" error "), "\(log)")
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `whoever is asked to end, all end, and well`(signal: Int32) async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        site.host.send(signal)
        #expect(try await Command.wait(for: site.host) == 0)
        #expect(!isAlive(pid))
        #expect(try site.log("continuous/steady").contains("WebJob is stopping due to website shutting down"))
    }

    @Test func `when the keeper is killed, the host and the jobs end`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        let host = site.servingProcess
        try await site.end(with: SIGKILL)
        try await eventually("all have ended") { !isAlive(pid) && !isAlive(Int(host)) }
    }

    @Test func `a host that cannot start says so and is not tried again`() async throws {
        let site = try await TestSite.start()
        let result = try await site.nyala("serve", "--listen", "127.0.0.1:\(site.port)")
        #expect(result.code == 1)
        #expect(result.errorOutput.contains("another host serves"))
        let scratch = try ScratchDirectory()
        let other = try await Program.run(["serve", "--home", scratch.at("home"), "--listen", "127.0.0.1:\(site.port)"])
        #expect(other.code == 1)
        #expect(other.errorOutput.contains("another program listens there"), "\(other.all)")
        #expect(!other.errorOutput.contains("started again"))
    }

    @Test func `the keeper is small`() async throws {
        let site = try await TestSite.start()
        let text = try FileContents.text("/proc/\(site.host.processID)/status") ?? ""
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        let kilobytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        #expect(kilobytes < 8 * 1024)
    }

    @Test func `no output is lost or doubled and no end forgotten, however often the host is killed`() async throws {
        let site = try await TestSite.start(settings: ["WEBJOBS_HISTORY_SIZE": "10000"])
        let talker = """
            #!/usr/bin/env python3
            import sys, time
            number = 0
            while True:
                for _ in range(50):
                    sys.stdout.write(f"seq {number}\\n")
                    number += 1
                sys.stdout.flush()
                time.sleep(0.01)
            """
        let counter = "#!/bin/bash\nfor i in $(seq 0 20); do echo seq $i; sleep 0.02; done; exit 3\n"
        for name in ["a", "b"] {
            try site.add("continuous/\(name)", ["run.py": talker])
            let settings = #"{"schedule": "* * * * * *"}"#
            try site.add("triggered/\(name)", ["run.sh": counter, "settings.job": settings])
        }
        var pids: [String: Int] = [:]
        for name in ["a", "b"] { pids[name] = try await site.waitForStart(of: "continuous/\(name)") }
        for _ in 0..<Self.kills {
            poll(nil, 0, .random(in: 0..<700))
            try await killHost(site)
        }
        try await waitForHost(site)
        for name in ["a", "b"] {
            try await eventually("the job is known") { try await site.pid("continuous/\(name)") == pids[name] }
        }
        try await site.end(with: SIGTERM)
        for name in ["a", "b"] {
            let numbers = try sequence(in: site.scratch, "home/data/jobs/continuous/\(name)")
            #expect(numbers.count > 500)
            #expect(numbers == Array(0..<numbers.count), "continuous/\(name)")
            try checkRuns(of: name, site)
        }
    }

    /// Each run that began is finished once, with all it said.
    private func checkRuns(of name: String, _ site: TestSite) throws {
        let folder = "home/data/jobs/triggered/\(name)"
        var whole = 0
        for run in try Folder.names(in: site.scratch.at(folder)) where !run.hasPrefix(".") {
            guard let text = try site.scratch.read("\(folder)/\(run)/status") else { continue }
            let status = try JSONValue.parse(Array(text.utf8))
            let outcome = status["Status"]?.string ?? ""
            #expect(!["Running", "Initializing"].contains(outcome), "\(name) \(run)")
            guard outcome == "Failed" else { continue }
            let log = try site.scratch.read("\(folder)/\(run)/output_log.txt") ?? ""
            #expect(Self.numbers(log) == Array(0...20), "\(name) \(run): \(text)\(log)")
            #expect(log.ranges(of: "exit code 3").count == 1, "\(name) \(run): \(text)\(log)")
            whole += 1
        }
        #expect(whole > 0)
    }

    /// The numbers in all files of a log, oldest first.
    private func sequence(in scratch: ScratchDirectory, _ folder: String) throws -> [Int] {
        let files = try Folder.names(in: scratch.at(folder)).filter {
            $0.hasPrefix("job_prev_log") || $0 == "job_log.txt"
        }
        let ordered = files.sorted { Self.age($0) > Self.age($1) }
        return try ordered.flatMap { Self.numbers(try scratch.read("\(folder)/\($0)") ?? "") }
    }

    private static func age(_ file: String) -> Int {
        if file == "job_log.txt" { return 0 }
        return file.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 1
    }

    private static func numbers(_ text: String) -> [Int] {
        text.split(separator: "\n").compactMap { line in
            guard let range = line.firstRange(of: "INFO] seq ") else { return nil }
            return Int(line[range.upperBound...])
        }
    }

    /// A zombie, which somebody has yet to collect, has no folder it works in.
    private func isAlive(_ process: Int) -> Bool {
        AtomicFile.exists("/proc/\(process)/cwd")
    }

    private func runs(_ site: TestSite) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("history", "work", "--json").output.utf8)).array ?? []
    }

    private func output(_ site: TestSite) async throws -> String {
        try await site.nyala("logs", "triggered/work").output
    }
}
