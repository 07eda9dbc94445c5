import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Jobs that do everything they should not: each is stopped, explained and cleaned up, and the host goes on.
@Suite struct TortureTests {
    /// Cases at a time.
    private static let width = 4

    @Test func `there are enough of them, and each has a name of its own`() {
        #expect(TortureJobs.all.count >= 40)
        #expect(Set(TortureJobs.all.map(\.name)).count == TortureJobs.all.count)
    }

    @Test(arguments: [[], ["--without-cgroups"]])
    func `nothing of a bad job is left, and its end is explained`(options: [String]) async throws {
        let scratch = try ScratchDirectory()
        // One of them runs as another user.
        chmod(scratch.path, 0o755)
        let site = try await TestSite.start(options: options, scratch: scratch)
        let base = Int.random(in: 1_000_000..<9_000_000)
        let cases = TortureJobs.all.enumerated().map { index, job in
            TortureCase(job: job, site: site, token: "\((base + index) * 10)")
        }
        for torture in cases { try torture.add() }
        try await eventually("all are known") {
            let jobs = try JSONValue.parse(site.call("GET", "/api/v1/jobs").body).array ?? []
            return jobs.count == cases.count
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, torture) in cases.enumerated() {
                if index >= Self.width { try await group.next() }
                group.addTask { try await torture.run() }
            }
            try await group.waitForAll()
        }
        for torture in cases { #expect(torture.living().isEmpty, "\(torture.job.name)") }
        #expect(try site.call("GET", "/healthz").status == 200)
        try await eventually("no zombie is left") {
            let host = site.host.processID
            return !ProcessTable().entries.values.contains { $0.parent == host && $0.isZombie }
        }
        // Whatever they did to themselves, they can run again, or say why not.
        for name in ["deletes-its-folder", "folder-for-its-status"] {
            let done = try await site.nyala("run", name, "--wait")
            #expect(done.isSuccess, "\(name): \(done.all)")
        }
        for type in ["continuous", "triggered"] {
            for job in try Folder.names(in: "\(site.home)/tmp/private/\(type)") {
                #expect(try Folder.names(in: "\(site.home)/tmp/private/\(type)/\(job)").isEmpty)
            }
        }
    }

    /// A job that crashes all the time, one that ends at once with success, and one that goes down with its folder.
    @Test(arguments: [[], ["--without-cgroups"]])
    func `bad jobs that are kept running can be stopped`(options: [String]) async throws {
        let site = try await TestSite.start(settings: ["WEBJOBS_RESTART_TIME": "0"], options: options)
        let token = "\(Int.random(in: 10_000_000..<90_000_000))"
        let settings = "{\"stopping_wait_time\": 1, \"environment\": {\"T\": \"\(token)\"}}"
        let scripts = [
            "exits-0": "exit 0", "crashes": "sleep $T & kill -SEGV $$", "leaves-each-time": "setsid sleep $T & exit 0",
            "stops-itself": "kill -STOP $$",
            "deletes-itself": "trap '' TERM; rm -rf \"$WEBJOBS_PATH\"; sleep $T; sleep $T",
        ]
        for (name, script) in scripts {
            try site.add("continuous/\(name)", ["run.sh": "\(script)\n", "settings.job": settings])
        }
        for name in scripts.keys {
            try await eventually("\(name) was started") {
                (try await site.job("continuous/\(name)")?["starts"]?.integer ?? 0) > (name.contains("itself") ? 0 : 2)
            }
        }
        for name in scripts.keys { #expect(try await site.nyala("stop", name).isSuccess) }
        for name in scripts.keys {
            try await eventually("\(name) is stopped") {
                try await site.job("continuous/\(name)")?["status"]?.string == "Stopped"
            }
        }
        let probe = TortureCase(job: .ends("", ""), site: site, token: token)
        #expect(probe.living().isEmpty)
        #expect(try site.call("GET", "/healthz").status == 200)
    }
}
