import JobModel
import TestKit
import Testing

/// Continuous jobs that show when they are ready, and that they stay well.
@Suite struct ReadinessTests {
    /// Waits for the file `go` of its data folder between its start and what it says.
    static func patient(_ then: String) -> String {
        """
        trap 'exit 0' TERM
        echo "$$" >> "$WEBJOBS_DATA_PATH/starts"
        while [ ! -e "$WEBJOBS_DATA_PATH/go" ]; do sleep 0.05; done
        \(then)
        while true; do sleep 1000 & wait $!; done

        """
    }

    static func http(_ status: String) -> String {
        """
        import http.server, os, pathlib
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(\(status))
                self.end_headers()
            def log_message(self, *words): pass
        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()

        """
    }

    private static func notifying(_ steps: String) -> String {
        """
        import os, socket, sys, time, pathlib
        data = pathlib.Path(os.environ["WEBJOBS_DATA_PATH"])
        def say(text):
            address = os.environ["NOTIFY_SOCKET"]
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
                s.sendto(text.encode(), "\\0" + address[1:] if address[0] == "@" else address)
        \(steps)
        while True: time.sleep(1000)

        """
    }

    private func site(_ files: [String: String]) async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add("continuous/job", files)
        return site
    }

    private func status(_ site: TestSite) async throws -> String? {
        try await site.job("continuous/job")?["status"]?.string
    }

    private func go(_ site: TestSite) throws {
        try site.scratch.write("home/data/jobs/continuous/job/go", "")
    }

    @Test(arguments: ["now listening", #"/^now listening on \\d+$/"#])
    func `a line of output makes a job ready`(pattern: String) async throws {
        let site = try await site([
            "run.sh": Self.patient("echo now listening on 80"),
            "settings.job": "{\"ready\": {\"log_line\": \"\(pattern)\", \"timeout\": \"60s\"}}",
        ])
        try await eventually("it starts") { try await self.status(site) == "Starting" }
        #expect(try await site.nyala("status", "job").isSuccess)
        try go(site)
        try await eventually("it is ready") { try await self.status(site) == "Running" }
        #expect(try site.log("continuous/job").contains("the job is ready"))
    }

    @Test func `an answer on its own port makes a job ready, an error does not`() async throws {
        let site = try await site([
            "run.py": Self.http("200 if pathlib.Path(os.environ['WEBJOBS_DATA_PATH'], 'go').exists() else 503"),
            "settings.job": #"{"ready": {"tcp": true, "http": "/health", "timeout": "60s"}}"#,
        ])
        let pid = try await site.waitForStart(of: "continuous/job")
        // Long enough for several questions.
        try await Command.run("sleep", ["1"])
        #expect(try await status(site) == "Starting")
        try go(site)
        try await eventually("it is ready") { try await self.status(site) == "Running" }
        #expect(try await site.pid("continuous/job") == pid)
    }

    @Test(arguments: [
        (#""log_line": "hello""#, "no line of its output has \"hello\" in it"),
        (#""tcp": true"#, "nothing listens there"), (#""http": "/up""#, "/up on port"),
        (#""notify": true"#, "it did not send READY=1 to NOTIFY_SOCKET"),
    ])
    func `a job that is not ready in time has failed, and says in what`(way: String, reason: String) async throws {
        let site = try await site([
            "run.sh": JobScripts.steady(), "settings.job": "{\"ready\": {\(way), \"timeout\": \"300ms\"}}",
        ])
        try await eventually("it waits for its restart") { try await self.status(site) == "PendingRestart" }
        let job = try #require(try await site.job("continuous/job"))
        let failure = try #require(job["last_failure"]?.string)
        #expect(failure.hasPrefix("was not ready within 300 ms: "))
        #expect(failure.contains(reason))
        #expect(job["failures"]?.integer == 1)
        #expect(try site.log("continuous/job").contains("was not ready within 300 ms"))
    }

    @Test func `a job that closes every connection is not ready, and an answer that is none is told`() async throws {
        let script = """
            import os, socket
            s = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
            while True:
                c, _ = s.accept()
                c.recv(100)
                c.sendall(b"SSH-2.0-none\\r\\n")
                c.close()

            """
        let site = try await site([
            "run.py": script, "settings.job": #"{"ready": {"http": "/", "timeout": "2s"}}"#,
        ])
        try await eventually("it has failed") {
            try await site.job("continuous/job")?["last_failure"]?.string?.contains("what it answers is not HTTP")
                == true
        }
    }

    @Test func `a job says itself that it is ready, and what it does`() async throws {
        let steps = """
            while not (data / "go").exists(): time.sleep(0.05)
            say("STATUS=warming up")
            say("READY=1\\nSTATUS=serving 3 clients")
            """
        let site = try await site([
            "run.py": Self.notifying(steps), "settings.job": #"{"ready": {"notify": true, "timeout": "60s"}}"#,
        ])
        try await eventually("it starts") { try await self.status(site) == "Starting" }
        try go(site)
        try await eventually("it is ready") { try await self.status(site) == "Running" }
        let says = try await site.job("continuous/job")?["processes"]?.array?.first?["says"]?.string
        #expect(says == "serving 3 clients")
        #expect(try await site.nyala("status", "job").output.contains("serving 3 clients"))
    }

    @Test func `a child of the job may say so too, somebody else may not`() async throws {
        let steps = """
            (data / "address").write_text(os.environ["NOTIFY_SOCKET"])
            while not (data / "go").exists(): time.sleep(0.05)
            if os.fork() == 0:
                os.setsid()
                say("READY=1")
                time.sleep(1000)
            """
        let site = try await site([
            "run.py": Self.notifying(steps), "settings.job": #"{"ready": {"notify": true, "timeout": "60s"}}"#,
        ])
        var address = ""
        try await eventually("it has told its address") {
            address = try site.scratch.read("home/data/jobs/continuous/job/address") ?? ""
            return address.hasPrefix("@nyala/")
        }
        let stranger = """
            import socket, time
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.sendto(b"READY=1", "\\0" + "\(address.dropFirst())")
            time.sleep(1)
            """
        try await Command.run("python3", ["-c", stranger])
        try await eventually("the stranger is told of") {
            try site.log("continuous/job").contains("which is none of the job's, sent a message to its NOTIFY_SOCKET")
        }
        #expect(try await status(site) == "Starting")
        try go(site)
        try await eventually("it is ready") { try await self.status(site) == "Running" }
    }

    @Test func `a job that does not say that it is well any more is started again, with the cause`() async throws {
        let steps = """
            assert os.environ["WATCHDOG_USEC"] == "500000"
            say("READY=1")
            while not (data / "go").exists():
                say("WATCHDOG=1")
                time.sleep(0.1)
            (data / "go").unlink()
            """
        let site = try await site([
            "run.py": Self.notifying(steps),
            "settings.job":
                #"{"ready": {"notify": true, "timeout": "60s"}, "watchdog": "500ms", "restart": {"delay": 0}}"#,
        ])
        let pid = try await site.waitForStart(of: "continuous/job")
        try await Command.run("sleep", ["1.2"])
        #expect(try await site.pid("continuous/job") == pid)
        try go(site)
        _ = try await site.waitForStart(of: "continuous/job", notAs: pid)
        #expect(!TreeTests.isAlive(pid))
        #expect(
            try site.log("continuous/job").contains("did not say that it is well (WATCHDOG=1) for 0.5 s; stopping it")
        )
        #expect(try await site.job("continuous/job")?["failures"]?.integer == 1)
    }

    @Test func `a push waits until a job is ready, and is refused where it is not`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        let settings = #"{"ready": {"log_line": "listening", "timeout": "1500ms"}}"#
        try clone.writeJob("continuous/web", "run.sh", "sleep 0.6\necho listening\nsleep 1000\n")
        try clone.writeJob("continuous/web", "settings.job", settings)
        try await clone.commit("first")
        let first = try await clone.push(site)
        #expect(first.isSuccess, "\(first.all)")
        #expect(first.all.contains("continuous/web is up"))
        let pid = try await site.waitForStart(of: "continuous/web")
        #expect(try site.log("continuous/web").contains("the job is ready"))
        try clone.writeJob("continuous/web", "run.sh", "echo deaf\nsleep 1000\n")
        try await clone.commit("second")
        let second = try await clone.push(site)
        #expect(!second.isSuccess)
        #expect(second.all.contains("was not ready within 1500 ms"))
        _ = try await site.waitForStart(of: "continuous/web", notAs: pid)
    }
}
