import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Nothing that a job started outlives it.
@Suite struct TreeTests {
    /// A job that ignores SIGTERM and has descendants that detach in every way a shell knows.
    static let stubborn = """
        #!/bin/bash
        trap '' TERM
        echo $$ >> "$WEBJOBS_DATA_PATH/pids"
        for i in 1 2 3; do
            setsid bash -c 'trap "" TERM; echo $$ >> "$WEBJOBS_DATA_PATH/pids"; (setsid sleep 1000 & echo $! >> "$WEBJOBS_DATA_PATH/pids"); while true; do sleep 1; done' &
        done
        nohup sleep 1000 > /dev/null 2>&1 &
        echo $! >> "$WEBJOBS_DATA_PATH/pids"
        while true; do sleep 1; done

        """

    @Test(arguments: [[], ["--without-cgroups"]])
    func `deleting a job's folder ends its whole tree`(options: [String]) async throws {
        let site = try await TestSite.start(options: options)
        try site.add("continuous/tree", ["run.sh": Self.stubborn, "settings.job": "{\"stopping_wait_time\": 1}"])
        let pids = try await waitForPids(site, "continuous/tree")
        try Folder.removeTree("\(site.jobs)/continuous/tree")
        try await eventually("all are gone") { pids.allSatisfy { !Self.isAlive($0) } }
        try await eventually("the job is gone") { try await site.job("continuous/tree") == nil }
        // And it can come back.
        try site.add("continuous/tree", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/tree")
    }

    @Test(arguments: [[], ["--without-cgroups"]])
    func `a host that is killed leaves no process behind`(options: [String]) async throws {
        let site = try await TestSite.start(options: options)
        try site.add("continuous/tree", ["run.sh": Self.stubborn])
        try site.add("triggered/long", ["run.sh": "echo begun\n" + Self.stubborn])
        var pids = try await waitForPids(site, "continuous/tree")
        let started = try await site.nyala("run", "long")
        #expect(started.isSuccess, "\(started.all)")
        pids += try await waitForPids(site, "triggered/long")
        site.host.send(SIGKILL)
        _ = try await Command.wait(for: site.host)
        let again = try await site.startAgain()
        try await eventually("all of the old host are gone") { pids.allSatisfy { !Self.isAlive($0) } }
        let history = try await again.nyala("history", "long")
        #expect(history.output.contains("Aborted"), "\(history.output)")
        let run = try #require(try await again.job("triggered/long")?["latest_run"])
        #expect(run["outcome"]?.string == "Aborted")
        #expect(run["cause"]?.string == "host_lost")
        #expect(run["ended"]?.string != nil)
        _ = try await again.waitForStart(of: "continuous/tree", notAs: nil)
    }

    @Test func `stopping the host stops every job and waits for it`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/one", ["run.sh": JobScripts.steady()])
        try site.add("continuous/tree", ["run.sh": Self.stubborn, "settings.job": "{\"stopping_wait_time\": 1}"])
        let pids = try await waitForPids(site, "continuous/tree")
        let one = try await site.waitForStart(of: "continuous/one")
        site.host.send(SIGTERM)
        #expect(try await Command.wait(for: site.host) == 0)
        #expect(pids.allSatisfy { !Self.isAlive($0) })
        #expect(!Self.isAlive(one))
        #expect(
            try site.scratch.read("home/data/jobs/continuous/one/status_\(try instance(site))")?.contains("Stopped")
                == true
        )
    }

    private func instance(_ site: TestSite) throws -> String {
        String((try site.scratch.read("home/data/instance") ?? "").prefix(6))
    }

    /// The job's own pid, three detached shells with a sleep each, and one more sleep.
    private func waitForPids(_ site: TestSite, _ job: String) async throws -> [Int] {
        var pids: [Int] = []
        try await eventually("the tree of \(job) is complete") {
            let text = try site.scratch.read("home/data/jobs/\(job)/pids") ?? ""
            pids = text.split(separator: "\n").compactMap { Int($0) }
            return pids.count == 8
        }
        return pids
    }

    static func isAlive(_ pid: Int) -> Bool {
        guard let text = try? FileContents.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
            return false
        }
        // A zombie waits for its parent only.
        return !text[end...].hasPrefix(") Z")
    }
}
