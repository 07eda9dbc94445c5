import ArgumentParser
import Glibc
import JobModel
import LinuxSystem

/// `nyala upgrade`: puts this program in the place of the host that runs, without a stop of any job.
struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Replace the running host with this program; jobs go on, with the same processes.",
        discussion: "Run the new nyala with it. The keeper, the parent of the jobs, stays the one it is."
    )

    @OptionGroup var options: ClientOptions

    @Flag(
        name: .customLong("keeper-protocol"),
        help: ArgumentHelp(
            "Print which version of the keeper's language this program speaks, and change nothing.",
            visibility: .hidden
        )
    )
    var tellsProtocol = false

    /// How long the next host may take until it answers.
    private static let patience: Duration = .seconds(30)

    func run() async throws {
        // The host that is to be followed asks for it.
        if tellsProtocol { return print(KeeperSocket.protocolVersion) }
        let before = try process()
        let program = HostEnvironment.program
        _ = try options.connect().post("/api/v1/upgrade", .object(["program": .string(program)]))
        let deadline = ContinuousClock.now + Self.patience
        while true {
            // Between two hosts nobody answers.
            if let now = try? process(), now != before {
                if options.json { return Terminal.write(json: .object(["program": .string(program), "pid": now])) }
                return print("the host is \(program) now (pid \(now.integer ?? 0)); the jobs went on")
            }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.failed, "no other host has answered within 30 s; see LogFiles/nyala.log")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func process() throws -> JSONValue {
        try options.connect().get("/api/v1/instances").array?.first?["pid"] ?? .null
    }
}
