import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// The unit for systemd says what works, also where no systemd can be booted; ``SystemdTests`` boots one.
@Suite struct ServiceUnitTests {
    private static let path = "\(Program.root)/packaging/nyala.service"

    /// The words of a line of the unit, with this program and another home.
    private func words(_ key: String, home: String) throws -> [String] {
        let text = try #require(try FileContents.text(Self.path))
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(key)=") })
        let words = line.dropFirst(key.count + 1).split(separator: " ").map(String.init)
        #expect(words.first == "/usr/local/bin/nyala")
        return words.dropFirst().map { $0 == "/var/lib/nyala" ? home : $0 == "127.0.0.1:8080" ? "127.0.0.1:0" : $0 }
    }

    private func heard(_ socket: NotifySocket, _ text: String, from sender: Int32) async throws {
        try await eventually("the manager hears \(text)") {
            while let message = socket.receive() {
                let lines = String(decoding: message.bytes, as: UTF8.self).split(separator: "\n")
                if lines.contains(Substring(text)) { return message.sender == sender }
            }
            return false
        }
    }

    @Test(.enabled(if: access("/usr/bin/systemd-analyze", X_OK) == 0, "systemd-analyze is not installed"))
    func `systemd understands it`() async throws {
        let scratch = try ScratchDirectory()
        let text = try #require(try FileContents.text(Self.path))
        let parts = text.split(separator: "/usr/local/bin/nyala", omittingEmptySubsequences: false)
        try scratch.write("nyala.service", parts.joined(separator: Program.path))
        let verified = try await Command.run("systemd-analyze", ["verify", "--man=no", scratch.at("nyala.service")])
        #expect(!verified.all.contains("nyala.service:"), "\(verified.all)")
    }

    @Test func `it starts, tells the manager, is reloaded without a stop of any job, and ends`() async throws {
        let name = "nyala-test-manager-\(getpid())"
        let socket = try NotifySocket(name: name)
        let site = try await TestSite.start(environment: ["NOTIFY_SOCKET": "@\(name)"])
        #expect(try words("ExecStart", home: site.home) == ["serve", "--home", site.home, "--listen", "127.0.0.1:0"])
        try await heard(socket, "READY=1", from: site.host.processID)
        try site.add(
            "continuous/steady",
            ["run.sh": "echo \"socket: ${NOTIFY_SOCKET-none}\"\n" + JobScripts.steady()]
        )
        let pid = try await site.waitForStart(of: "continuous/steady")
        let host = site.servingProcess
        let reloaded = try await Program.run(try words("ExecReload", home: site.home))
        #expect(reloaded.isSuccess, "\(reloaded.all)")
        #expect(site.servingProcess != host)
        #expect(try await site.pid("continuous/steady") == pid)
        // The manager's socket is not the jobs'.
        #expect(try site.log("continuous/steady").contains("socket: none"))
        try await heard(socket, "READY=1", from: site.host.processID)
        try await site.end(with: SIGTERM)
        try await heard(socket, "STOPPING=1", from: site.host.processID)
        #expect(!TreeTests.isAlive(pid))
    }

    @Test(arguments: [
        ("echo 99", "speaks version 99 with the keeper, and the keeper of this site version"),
        ("echo what; exit 3", "does not say what it speaks with the keeper"),
        ("kill -9 $$", "does not say what it speaks with the keeper"),
    ])
    func `a program that cannot go on with the jobs is refused before anything ends`(
        script: String,
        reason: String
    ) async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        let host = site.servingProcess
        try site.scratch.write(
            "other",
            "#!/bin/sh\n[ \"$*\" = 'upgrade --keeper-protocol' ] || exit 9\n\(script)\n",
            mode: 0o755
        )
        let answer = try await Command.run(
            "curl",
            [
                "--silent", "--unix-socket", "\(site.home)/run/nyala.sock", "--json",
                "{\"program\": \"\(site.scratch.at("other"))\"}", "http://localhost/api/v1/upgrade",
            ]
        )
        #expect(answer.output.contains("\"status\":409") && answer.output.contains(reason), "\(answer.all)")
        #expect(answer.output.contains("nothing was changed"))
        // Longer than a host takes to hand over.
        try await Command.run("sleep", ["0.5"])
        #expect(site.servingProcess == host)
        #expect(try await site.pid("continuous/steady") == pid)
        #expect(try site.starts("continuous/steady") == 1)
    }
}
