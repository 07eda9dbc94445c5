import JobModel
import LinuxSystem
import TestKit
import Testing

/// `nyala debug` under way, as a developer has it in a terminal.
final class DebugClient: Sendable {
    let command: RunningCommand
    private let scratch: ScratchDirectory
    private let file: String

    private init(_ command: RunningCommand, _ scratch: ScratchDirectory, _ file: String) {
        self.command = command
        self.scratch = scratch
        self.file = file
    }

    deinit {
        command.send(9)
        _ = try? command.waitForExit()
    }

    /// Begins a session on a free port of this machine, unless the options name one.
    static func begin(
        _ site: TestSite,
        _ job: String,
        _ options: [String] = ["--port", "0"],
        environment: [String: String] = [:]
    ) async throws -> DebugClient {
        let file = "debug-\(SystemClock().monotonicTime().nanoseconds).txt"
        let command = try await Command.launch(
            Program.path,
            ["debug", job, "--json", "--home", site.home] + options,
            environment: environment,
            output: site.scratch.at(file)
        )
        let client = DebugClient(command, site.scratch, file)
        try await eventually("the session begins: \(try client.output)") { try client.session != nil }
        return client
    }

    /// What it has said so far.
    var output: String { get throws { try scratch.read(file) ?? "" } }

    /// What the host says of the session.
    var session: JSONValue? {
        get throws {
            let lines = try output.split(separator: "\n")
            return try lines.first { $0.hasPrefix("{") }.map { try JSONValue.parse(Array($0.utf8)) }
        }
    }

    /// The local port that leads to the debugger.
    var port: Int { get throws { try #require(try session?["port"]?.integer) } }

    /// As Ctrl-C does; its exit code.
    func interrupt() async throws -> Int32 {
        command.send(2)
        return try await Command.wait(for: command)
    }
}
