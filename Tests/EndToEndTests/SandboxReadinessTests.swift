import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Jobs in sandboxes say how they are, as others do.
@Suite(.enabled(if: Sandbox.version > 0, "this kernel has no Landlock"))
struct SandboxReadinessTests {
    private static let script = """
        import os, socket, time, pathlib
        data = pathlib.Path(os.environ["WEBJOBS_DATA_PATH"])
        def say(text):
            address = os.environ["NOTIFY_SOCKET"]
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
                s.sendto(text.encode(), "\\0" + address[1:] if address[0] == "@" else address)
        (data / "address").write_text(os.environ["NOTIFY_SOCKET"])
        say("READY=1\\nSTATUS=shut in")
        while not (data / "silent").exists():
            try: say("WATCHDOG=1")
            except OSError: pass
            time.sleep(0.05)
        while True: time.sleep(1000)

        """

    private func site(_ separation: String) async throws -> TestSite {
        let scratch = try ScratchDirectory()
        // Its home is one that every user may look into.
        chmod(scratch.path, 0o755)
        let site = try await TestSite.start(scratch: scratch)
        let settings = """
            {"ready": {"notify": true, "timeout": "60s"}, "watchdog": "3s", "restart": {"delay": 0}, \(separation),
            "run": ["/usr/bin/python3", "run.py"]}
            """
        try site.add("continuous/job", ["run.py": Self.script, "settings.job": settings])
        return site
    }

    private func expectReady(_ site: TestSite) async throws {
        try await eventually("it is ready") { try await site.job("continuous/job")?["status"]?.string == "Running" }
        #expect(try await site.job("continuous/job")?["processes"]?.array?.first?["says"]?.string == "shut in")
    }

    private func sockets(_ site: TestSite) throws -> [String] {
        try Folder.names(in: "\(site.home)/tmp/notify")
    }

    @Test(arguments: ["true", "{\"network\": true}"])
    func `a sandbox lets through what a job says of itself`(sandbox: String) async throws {
        let site = try await site("\"sandbox\": \(sandbox)")
        try await expectReady(site)
        #expect(try await site.nyala("stop", "job").isSuccess)
        try await eventually("its socket is gone") { try sockets(site).isEmpty }
    }

    @Test(.enabled(if: Sandbox.version >= Sandbox.versionOfNetwork || geteuid() == 0, "nothing takes the network away"))
    func `so does one without a network`() async throws {
        try await expectReady(try await site("\"sandbox\": {\"network\": false}"))
    }

    @Test(.enabled(if: SeparationTests.isRoot, "only root can become somebody else"))
    func `a job of another user has a socket that is its user's alone`() async throws {
        let site = try await site("\"user\": 54321, \"sandbox\": {\"network\": false}")
        try await expectReady(site)
        let address = try #require(try site.scratch.read("home/data/jobs/continuous/job/address"))
        var information = stat()
        #expect(lstat(address, &information) == 0)
        #expect(information.st_uid == 54321 && information.st_mode & 0o777 == 0o600)
        let stranger =
            "import socket,sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'READY=1', sys.argv[1])"
        let sent = try await Command.run(
            "setpriv",
            ["--reuid=54777", "--regid=54777", "--clear-groups", "python3", "-c", stranger, address]
        )
        #expect(!sent.isSuccess && sent.all.contains("Permission denied"))
    }

    @Test func `the next host hears what it says, and when it falls silent`() async throws {
        let site = try await site("\"sandbox\": {\"network\": false}")
        try await expectReady(site)
        let pid = try #require(try await site.pid("continuous/job"))
        let host = site.servingProcess
        kill(host, SIGKILL)
        try await eventually("another host answers") {
            let now = site.servingProcess
            guard now != host, now != .max else { return false }
            return try await site.nyala("jobs").isSuccess
        }
        // Longer than its watchdog has patience.
        try await Command.run("sleep", ["3.5"])
        #expect(try await site.pid("continuous/job") == pid)
        try site.scratch.write("home/data/jobs/continuous/job/silent", "")
        _ = try await site.waitForStart(of: "continuous/job", notAs: pid)
    }
}
