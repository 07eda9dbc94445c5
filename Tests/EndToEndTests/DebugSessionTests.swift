import APIClient
import Cryptography
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A debug session from its begin to its end, however that comes.
@Suite struct DebugSessionTests {
    private static let job = "continuous/web"
    /// Says that it is up, and lives on.
    private static let script = "console.log('up ' + process.pid); setInterval(() => {}, 1000)\n"

    private func start(_ settings: String = "{}") async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add(Self.job, ["run.js": Self.script, "settings.job": settings])
        _ = try await site.waitForStart(of: Self.job)
        return site
    }

    private func isDebugged(_ site: TestSite) async throws -> Bool {
        guard let pid = try await site.pid(Self.job) else { return false }
        return try FileContents.text("/proc/\(pid)/cmdline")?.contains("--inspect") == true
    }

    private func waitUntilNormal(_ site: TestSite) async throws {
        try await eventually("the job runs as it normally does") {
            guard let job = try await site.job(Self.job), job["status"]?.string == "Running" else { return false }
            return try await !isDebugged(site) && job["processes"]?.array?.first?["debugging"] == .null
        }
    }

    private func audit(_ site: TestSite) async throws -> [String] {
        let result = try await site.nyala("audit", "--json")
        let entries = try JSONValue.parse(Array(result.output.utf8)).array ?? []
        return entries.filter { $0["path"]?.string?.hasSuffix("/debug") == true }.reversed().map { entry in
            "\(entry["who"]?.string ?? "") \(entry["status"]?.integer ?? 0) \(entry["detail"]?.string ?? "")"
        }
    }

    @Test func `it is shown wherever the job is, and written down, and a second one is refused`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        #expect(try await isDebugged(site))
        let words = "under node's inspector since "
        for command in ["status", "explain"] {
            let said = try await site.nyala(command, "web").output
            #expect(said.contains(words) && said.contains(", by local"), "\(said)")
        }
        let page = try site.call("GET", "/ui/jobs/continuous/web").text
        #expect(page.contains("under node&#39;s inspector since") || page.contains(words), "\(page)")
        let pid = try await site.pid(Self.job)
        let second = try await site.nyala("debug", "web", "--port", "0")
        #expect(second.code == 1 && second.all.contains("is debugged by local since"), "\(second.all)")
        #expect(try await site.pid(Self.job) == pid)

        #expect(try await client.interrupt() == 0)
        #expect(try client.output.contains("the job is restarted as it normally runs"))
        try await waitUntilNormal(site)
        let entries = try await audit(site)
        #expect(entries.first == "local 200 a debug session of instance 0 began, with node's inspector", "\(entries)")
        #expect(entries.last?.hasPrefix("local 200 the debug session of instance 0 ended: ") == true, "\(entries)")
        // And another one can begin.
        _ = try await DebugClient.begin(site, "web")
    }

    @Test func `it ends with a client that is killed`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        client.command.send(SIGKILL)
        try await waitUntilNormal(site)
        #expect(try site.log(Self.job).contains("whoever debugged it has left"))
    }

    @Test func `a host that is killed leaves no job under a debugger`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        let pid = try #require(try await site.pid(Self.job))
        #expect(kill(site.servingProcess, SIGKILL) == 0)
        #expect(try await Command.wait(for: client.command) != 0)
        try await eventually("the next host answers") { try await site.nyala("jobs").isSuccess }
        try await waitUntilNormal(site)
        #expect(try await site.pid(Self.job) != pid)
        #expect(!TreeTests.isAlive(pid))
        #expect(try site.log(Self.job).contains("that session ended with its host"))
    }

    @Test func `an upgrade of the host ends it, and the job goes on without`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        #expect(try await site.nyala("upgrade").isSuccess)
        #expect(try await Command.wait(for: client.command) != 0)
        try await waitUntilNormal(site)
    }

    @Test func `a deployment does not wait for it, and says so`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        let pid = try await site.pid(Self.job)
        try site.scratch.write("pushed/App_Data/jobs/\(Self.job)/run.js", Self.script + "// deployed\n")
        let deployed = try await site.nyala("deploy", site.scratch.at("pushed"))
        #expect(deployed.isSuccess && deployed.all.contains("is under node's inspector by local"), "\(deployed.all)")
        #expect(try await site.pid(Self.job) == pid)
        #expect(try await client.interrupt() == 0)
        try await waitUntilNormal(site)
    }

    @Test func `a change waits for the end, a stop does not`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        let pid = try await site.pid(Self.job)
        let version = try #require(try await site.job(Self.job))["version"]?.string
        try site.write(Self.job, "run.js", "console.log('changed'); setInterval(() => {}, 1000)\n")
        try await eventually("the change is known") { try await site.job(Self.job)?["version"]?.string != version }
        #expect(try await site.pid(Self.job) == pid)
        #expect(try await client.interrupt() == 0)
        try await eventually("the change runs") { try site.log(Self.job).contains("INFO] changed") }

        let other = try await DebugClient.begin(site, "web")
        #expect(try await site.nyala("stop", "web").isSuccess)
        #expect(try await Command.wait(for: other.command) == 1)
        #expect(try other.output.contains("the job was stopped by request"))
        let refused = try await site.nyala("debug", "web", "--port", "0")
        #expect(refused.code == 1 && refused.all.contains("nyala start web"), "\(refused.all)")
    }

    @Test func `a job that ends by itself says so to the developer, and goes on by its restart policy`() async throws {
        let site = try await start(#"{"restart": {"delay": 0}}"#)
        let client = try await DebugClient.begin(site, "web")
        let pid = try #require(try await site.pid(Self.job))
        #expect(kill(Int32(pid), SIGKILL) == 0)
        #expect(try await Command.wait(for: client.command) == 1)
        let said = try client.output
        #expect(said.contains("the job ended by itself") && said.contains("SIGKILL"), "\(said)")
        try await waitUntilNormal(site)
    }

    @Test func `one that stands still from its beginning is neither late nor unwell`() async throws {
        let settings = #"{"ready": {"log_line": "up", "timeout": "1s"}, "watchdog": "1s", "stopping_wait_time": 1}"#
        let site = try await TestSite.start()
        // It never says that it is well: as it normally runs it is ended again and again.
        try site.add(Self.job, ["run.js": Self.script, "settings.job": settings])
        try await eventually("it is known") { try await site.job(Self.job)?["starts"]?.integer ?? 0 > 0 }
        let client = try await DebugClient.begin(site, "web", ["--port", "0", "--wait"])
        let pid = try await site.pid(Self.job)
        // Longer than it would be given to be ready, and to say that it is well.
        let end = SystemClock().monotonicTime() + .seconds(3)
        try await eventually("time passes") { SystemClock().monotonicTime() > end }
        #expect(try await site.pid(Self.job) == pid)
        #expect(try await isDebugged(site))
        let socket = try RawConnection(port: try client.port)
        socket.send("GET /json/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        #expect(socket.answer()?.status == 200)
    }

    @Test func `of several processes one is debugged, and the others go on`() async throws {
        let site = try await TestSite.start()
        try site.add(Self.job, ["run.js": Self.script, "settings.job": #"{"instances": 3}"#])
        func pids() async throws -> [Int] {
            (try await site.job(Self.job)?["processes"]?.array ?? []).compactMap { $0["pid"]?.integer }
        }
        try await eventually("all are up") { try await pids().count == 3 }
        let before = try await pids()
        let client = try await DebugClient.begin(site, "web", ["--port", "0", "--instance", "1"])
        let now = try await pids()
        #expect(now[0] == before[0] && now[1] != before[1] && now[2] == before[2])
        #expect(try client.session?["instance"]?.integer == 1)
        #expect(try await site.nyala("status", "web").output.contains("instance 1 under node's inspector"))
        let none = try await site.nyala("debug", "web", "--port", "0", "--instance", "3")
        #expect(none.code == 4 && none.all.contains("has no instance 3"), "\(none.all)")
    }

    @Test func `it goes over HTTP with a token that may everything, and with no other`() async throws {
        let site = try await start()
        func token(_ name: String, _ scope: String) async throws -> String {
            try await site.nyala("tokens", "create", name, "--scope", scope).output.split(separator: "\n").joined()
        }
        let admin = try await token("ide", "admin")
        let options = ["--port", "0", "--url", site.url]
        let client = try await DebugClient.begin(site, "web", options, environment: ["NYALA_TOKEN": admin])
        let socket = try RawConnection(port: try client.port)
        socket.send("GET /json/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        #expect(socket.answer()?.body.contains("Protocol-Version") == true)
        #expect(try await site.nyala("status", "web").output.contains("by token ide"))
        // Who may deploy may not debug.
        let deployer = try await token("ci", "deploy")
        #expect(try site.call("GET", "/api/v1/jobs/continuous/web/debug", as: .bearer(deployer)).status == 403)
        let path = "/api/v1/jobs/continuous/web/debug"
        #expect(try site.call("POST", path, as: .bearer(deployer)).status == 403)
        let session = try #require(try client.session?["session"]?.string)
        #expect(try site.call("GET", "\(path)/\(session)/connection", as: .bearer(deployer)).status == 403)
        #expect(try site.call("GET", "\(path)/\(session)/connection", as: .bearer(admin)).status == 426)
        #expect(try site.call("GET", "\(path)/none/connection", as: .bearer(admin)).status == 404)
        // Whose token is revoked, that one's session is over.
        #expect(try await site.nyala("tokens", "revoke", "ide").isSuccess)
        #expect(try await Command.wait(for: client.command) == 1)
        try await waitUntilNormal(site)
        // An account may as well.
        let password = TestSite.password.split(separator: " ").joined(separator: "%20")
        let url = "http://\(TestSite.user):\(password)@127.0.0.1:\(site.port)"
        let other = try await DebugClient.begin(site, "web", ["--port", "0", "--url", url])
        let inspector = try RawConnection(port: try other.port)
        inspector.send("GET /json/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        #expect(inspector.answer()?.status == 200)
    }

    @Test func `its connections have a limit, and end with it`() async throws {
        let site = try await start()
        let client = try await DebugClient.begin(site, "web")
        let session = try #require(try client.session?["session"]?.string)
        let account = Sodium.encodeBase64(Array("\(TestSite.user):\(TestSite.password)".utf8))
        func open() throws -> RawConnection {
            let connection = try RawConnection(port: site.port)
            let lines = [
                "GET /api/v1/jobs/continuous/web/debug/\(session)/connection HTTP/1.1", "Host: 127.0.0.1",
                "Connection: Upgrade", "Upgrade: nyala-debug", "Authorization: Basic \(account)",
            ]
            connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
            return connection
        }
        let connections = try (0..<64).map { _ in try open() }
        for connection in connections { try #require(connection.answer()?.status == 101) }
        #expect(try open().answer()?.status == 503)
        #expect(try await client.interrupt() == 0)
        for connection in connections { #expect(connection.isClosed()) }
    }

    @Test func `what cannot be debugged is left alone, and the reason says what can`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/shell", ["run.sh": JobScripts.steady()])
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        let venv = site.scratch.at("venv")
        let made = try await Command.run("python3", ["-m", "venv", "--without-pip", venv])
        try #require(made.isSuccess, "\(made.all)")
        try site.add(
            "continuous/bare",
            [
                "run.py": "import time\ntime.sleep(1000)\n",
                "settings.job": #"{"run": ["\#(venv)/bin/python3", "run.py"]}"#,
            ]
        )
        try site.add(
            "continuous/shut",
            ["run.js": Self.script, "settings.job": #"{"sandbox": {"network": false}}"#]
        )
        let pids = [
            try await site.waitForStart(of: "continuous/shell"), try await site.waitForStart(of: "continuous/bare"),
        ]
        let expected = [
            ("shell", "is run by bash, for which there is no debugger here"),
            ("bare", "\(venv)/bin/python3 -m pip install debugpy"), ("shut", "has no network"),
            ("report", "there is no continuous job named"),
        ]
        for (job, words) in expected {
            let refused = try await site.nyala("debug", job, "--port", "0")
            #expect(!refused.isSuccess && refused.all.contains(words), "\(refused.all)")
        }
        #expect(try await site.pid("continuous/shell") == pids[0])
        #expect(try await site.pid("continuous/bare") == pids[1])
        let taken = try ListeningSocket()
        try site.add(Self.job, ["run.js": Self.script])
        _ = try await site.waitForStart(of: Self.job)
        let before = try await site.pid(Self.job)
        let busy = try await site.nyala("debug", "web", "--port", "\(taken.port)")
        #expect(busy.code == 1 && busy.all.contains("another program listens there"), "\(busy.all)")
        #expect(try await site.pid(Self.job) == before)
    }
}
