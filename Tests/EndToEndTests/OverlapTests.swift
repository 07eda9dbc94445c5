import APIClient
import JobModel
import TestKit
import Testing

/// New versions that start beside the old one and take over when they are ready.
@Suite struct OverlapTests {
    private static let settings =
        #"{"ready": {"log_line": "listening", "timeout": "2s"}, "restart": {"overlap": true, "delay": 0}}"#

    private func script(_ version: String) -> String {
        """
        trap 'echo "bye \(version)"; exit 0' TERM
        sleep 0.3
        echo "listening \(version)"
        while true; do sleep 1000 & wait $!; done

        """
    }

    private func start() async throws -> (TestSite, Int) {
        let site = try await TestSite.start()
        try site.add("continuous/web", ["run.sh": script("v1"), "settings.job": Self.settings])
        try await eventually("it is ready") {
            try await site.job("continuous/web")?["status"]?.string == "Running"
        }
        return (site, try #require(try await site.pid("continuous/web")))
    }

    @Test func `the old version ends when the new one is ready`() async throws {
        let (site, old) = try await start()
        try site.write("continuous/web", "run.sh", script("v2"))
        let new = try await site.waitForStart(of: "continuous/web", notAs: old)
        try await eventually("the old one has gone") { !TreeTests.isAlive(old) }
        #expect(TreeTests.isAlive(new))
        let log = try site.log("continuous/web")
        let ready = try #require(log.firstRange(of: "INFO] listening v2"))
        let bye = try #require(log.firstRange(of: "INFO] bye v1"))
        #expect(ready.upperBound < bye.lowerBound)
        #expect(try await site.job("continuous/web")?["status"]?.string == "Running")
        // A third one finds its place as well.
        try site.write("continuous/web", "run.sh", script("v3"))
        _ = try await site.waitForStart(of: "continuous/web", notAs: new)
        try await eventually("the second has gone") { !TreeTests.isAlive(new) }
    }

    @Test func `a new version that does not get ready leaves the old one running, with a problem`() async throws {
        let (site, old) = try await start()
        try site.write("continuous/web", "run.sh", "echo deaf\nsleep 1000\n")
        try await eventually("there is a problem") { try await !site.problems("continuous/web").isEmpty }
        let problem = try #require(try await site.problems("continuous/web").first)
        #expect(problem.contains("the new version was not ready within 2 s"))
        #expect(problem.contains("the one before keeps running"))
        #expect(try await site.pid("continuous/web") == old)
        try await eventually("the new one has gone") {
            try await site.job("continuous/web")?["processes"]?.array?.first?["successor_pid"]?.integer == nil
        }
        #expect(try await site.nyala("status", "web").isSuccess)
        // Mended, it takes over.
        try site.write("continuous/web", "run.sh", script("v3"))
        _ = try await site.waitForStart(of: "continuous/web", notAs: old)
        #expect(try await site.problems("continuous/web").isEmpty)
    }

    @Test func `a new version that crashes leaves the old one running, and can be tried again`() async throws {
        let (site, old) = try await start()
        try site.write("continuous/web", "run.sh", "[ -e \"$WEBJOBS_DATA_PATH/go\" ] || exit 9\n" + script("v2"))
        try await eventually("there is a problem") {
            try await site.problems("continuous/web").first?.contains("ended with exit code 9") == true
        }
        #expect(try await site.pid("continuous/web") == old)
        try site.scratch.write("home/data/jobs/continuous/web/go", "")
        #expect(try await site.nyala("restart", "web").isSuccess)
        _ = try await site.waitForStart(of: "continuous/web", notAs: old)
        #expect(try site.log("continuous/web").contains("listening v2"))
    }

    @Test func `stopping the job while a new version starts ends both`() async throws {
        let (site, old) = try await start()
        try site.write("continuous/web", "run.sh", "trap '' TERM\n" + JobScripts.steady())
        var new = 0
        try await eventually("both run") {
            let process = try await site.job("continuous/web")?["processes"]?.array?.first
            new = process?["successor_pid"]?.integer ?? 0
            return new > 0
        }
        #expect(try await site.nyala("stop", "web").isSuccess)
        try await eventually("it is stopped") {
            try await site.job("continuous/web")?["status"]?.string == "Stopped"
        }
        #expect(!TreeTests.isAlive(old))
        #expect(!TreeTests.isAlive(new))
    }

    @Test func `a push whose new version does not get ready is refused, and nothing was ever down`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/web", "run.sh", script("v1"))
        try clone.writeJob("continuous/web", "settings.job", Self.settings)
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let pid = try await site.waitForStart(of: "continuous/web")
        try clone.writeJob("continuous/web", "run.sh", "sleep 1000\n")
        try await clone.commit("second")
        let second = try await clone.push(site)
        #expect(!second.isSuccess)
        #expect(second.all.contains("was not ready within 2 s"), "\(second.all)")
        #expect(try await site.pid("continuous/web") == pid)
        #expect(try await site.problems("continuous/web").isEmpty)
        try clone.writeJob("continuous/web", "run.sh", script("v3"))
        try await clone.commit("third")
        let third = try await clone.push(site)
        #expect(third.isSuccess, "\(third.all)")
        _ = try await site.waitForStart(of: "continuous/web", notAs: pid)
    }

    @Test func `requests that are passed through are answered all the time`() async throws {
        let server = """
            import http.server, os, signal, threading
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b"VERSION")
                def log_message(self, *words): pass
            server = http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
            # Whoever was on the way here when the new version took over is served.
            signal.signal(signal.SIGTERM, lambda *_: threading.Timer(1, server.shutdown).start())
            server.serve_forever()

            """
        let settings = #"{"ready": {"http": "/"}, "restart": {"overlap": true}}"#
        let site = try await TestSite.start()
        let versions = (1...3).map { version in
            server.split(separator: "VERSION", omittingEmptySubsequences: false).joined(separator: "v\(version)")
        }
        try site.add("continuous/web", ["run.py": versions[0], "settings.job": settings])
        try await eventually("it is ready") {
            try await site.job("continuous/web")?["status"]?.string == "Running"
        }
        for version in 2...3 {
            try site.write("continuous/web", "run.py", versions[version - 1])
            try await eventually("version \(version) answers") {
                let answer = try site.call("GET", "/api/continuouswebjobs/web/passthrough/")
                #expect(answer.status == 200)
                return answer.text == "v\(version)"
            }
        }
    }
}
