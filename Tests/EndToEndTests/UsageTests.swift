import APIClient
import Glibc
import JobModel
import TestKit
import Testing

/// What continuous jobs use of the machine is told to whoever asks, and measured for nobody else.
@Suite struct UsageTests {
    /// 48 MiB that are given back, 300 ms of processor time, and two children that wait.
    private static let script = """
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        block = bytearray(48 << 20)
        for place in range(0, len(block), 4096): block[place] = 1
        del block
        while time.process_time() < 0.3: pass
        children = [subprocess.Popen(["sleep", "1000"], start_new_session=True) for _ in range(2)]
        print("worked", flush=True)
        signal.pause()

        """

    private func started(_ settings: String = "{}") async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add("continuous/worker", ["run.py": Self.script, "settings.job": settings])
        try await eventually("it has worked") { try site.log("continuous/worker").contains("worked") }
        return site
    }

    private func usage(_ site: TestSite) async throws -> JSONValue? {
        // Over the local socket: a free port changes from host to host.
        let job = try JSONValue.parse(Array(try await site.nyala("status", "worker", "--json").output.utf8))
        return job["processes"]?.array?.first?["usage"]
    }

    private func expectMeasured(_ site: TestSite) async throws {
        let usage = try #require(try await usage(site))
        #expect(usage["processes"]?.integer == 3)
        #expect((300..<60_000).contains(usage["cpu_ms"]?.integer ?? 0))
        let (memory, peak) = (usage["memory_bytes"]?.integer ?? 0, usage["peak_memory_bytes"]?.integer ?? 0)
        #expect(peak > 48 << 20)
        #expect(memory > 1 << 20 && memory < peak - (40 << 20))
    }

    @Test func `one job is measured, in the API, on the command line and for Prometheus`() async throws {
        let site = try await started()
        try await expectMeasured(site)
        let status = try await site.nyala("status", "worker").output
        let uses = try #require(status.split(separator: "\n").first { $0.hasPrefix("uses ") })
        #expect(uses.contains("MiB of memory (at most ") && uses.hasSuffix("s of processor time, 3 processes"))
        #expect(try await site.nyala("explain", "worker").output.contains("It uses "))
        let metrics = try site.call("GET", "/metrics").text
        let labels = "{job=\"worker\",type=\"continuous\"}"
        #expect(metrics.contains("\nnyala_job_processes\(labels) 3\n"))
        for name in ["cpu_seconds_total", "memory_bytes", "memory_peak_bytes"] {
            let line = try #require(
                metrics.split(separator: "\n").first { $0.hasPrefix("nyala_job_\(name)\(labels) ") }
            )
            #expect(line.split(separator: " ").last.flatMap { Double($0) } ?? 0 > 0.29)
        }
    }

    @Test func `the list of all jobs is not changed by it, and what does not run uses nothing`() async throws {
        let site = try await started()
        let list = try site.call("GET", "/api/v1/jobs")
        #expect(try JSONValue.parse(list.body).array?.first?["processes"]?.array?.first?["usage"] == nil)
        _ = try await usage(site)
        let tag = try #require(list.header("ETag"))
        #expect(try site.call("GET", "/api/v1/jobs", headers: [APIHeader("If-None-Match", tag)]).status == 304)
        #expect(try await site.nyala("stop", "worker").isSuccess)
        try await eventually("nothing of it runs") { try await usage(site) == .null }
        #expect(try site.call("GET", "/metrics").text.contains("nyala_job_processes{") == false)
    }

    @Test func `the next host measures what the one before it started, from its start on`() async throws {
        let site = try await started()
        let host = site.servingProcess
        kill(host, SIGKILL)
        try await eventually("another host answers") {
            let now = site.servingProcess
            guard now != host, now != .max else { return false }
            return try await site.nyala("jobs").isSuccess
        }
        try await expectMeasured(site)
    }

    @Test func `each of several processes has its own`() async throws {
        let site = try await started("{\"instances\": 2}")
        try await eventually("both have worked") {
            try site.log("continuous/worker").split(separator: "\n").count { $0.hasSuffix("worked") } == 2
        }
        let job = try JSONValue.parse(try site.call("GET", "/api/v1/jobs/continuous/worker").body)
        let counts = (job["processes"]?.array ?? []).map { $0["usage"]?["processes"]?.integer }
        #expect(counts == [3, 3])
        #expect(
            try site.call("GET", "/metrics").text.contains(
                "\nnyala_job_processes{job=\"worker\",type=\"continuous\"} 6\n"
            )
        )
    }
}
