import APIClient
import ArgumentParser
import Glibc
import JobDebugging
import JobModel
import LinuxSystem
import UnixSignals

/// `nyala debug`: a continuous job under its debugger, which a port of this machine leads to.
struct DebugCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Restart a continuous job under its debugger, and lead a local port to that.",
        discussion: """
            For node, python (debugpy), java (JDWP), php (Xdebug) and compiled programs (gdbserver). The session ends with \
            this command (Ctrl-C); the job is restarted as it normally runs then. A host elsewhere is named by --url, with \
            the token in NYALA_TOKEN (scope admin).
            """
    )

    @OptionGroup var options: ClientOptions

    @Option(help: ArgumentHelp("The local port; else the debugger's usual one. 0 takes a free one.", valueName: "n"))
    var port: Int?

    @Option(help: ArgumentHelp("Which process of a job with several.", valueName: "i"))
    var instance = 0

    @Flag(help: "Nothing of the program runs before a debugger is there.")
    var wait = false

    @Option(help: ArgumentHelp("A host elsewhere: https://HOST:PORT.", valueName: "url"))
    var url: String?

    @Argument(help: "The job.")
    var job: String

    func validate() throws {
        if let port, !(0...65535).contains(port) { throw ValidationError("--port is a number from 0 to 65535") }
        if instance < 0 { throw ValidationError("--instance counts from 0") }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let host = try connect()
        let reference = try options.find(job, type: .continuous, host)
        let path = "\(reference.path)/debug"
        var query = [(name: "instance", value: "\(instance)")]
        let offer = try host.get(path, query: query)
        guard let debugger = offer["debugger"]?.string.flatMap(Debugger.init(rawValue:)) else {
            throw CommandFailure(.failed, "the host has a debugger that this program does not know")
        }
        let door = try door(debugger)
        let port = door?.port ?? port ?? debugger.usualPort
        if wait { query.append((name: "wait", value: "true")) }
        let conversation = try DebugConversation(host, path: path, query: query, door: door, port: port)
        // It ends with the program.
        Task {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) { conversation.stop() }
        }
        try await conversation.run { [self] session in begin(session, reference, debugger, port) }
        guard let reason = conversation.endReason else {
            return say("\(reference): the session has ended; the job is restarted as it normally runs")
        }
        throw CommandFailure(.failed, "\(reference): the session has ended: \(reason)")
    }

    private func connect() throws -> HostConnection {
        guard let url else { return try options.connect() }
        let token = HomeOption.variable("NYALA_TOKEN")
        return try HostConnection(.url(url, token.map(APICredentials.bearer) ?? .none))
    }

    /// Found out before the job is touched: the port is free, or for a job that calls somebody listens.
    private func door(_ debugger: Debugger) throws -> DebugDoor? {
        guard debugger.callsBack else { return try DebugDoor(port: port ?? debugger.usualPort) }
        let port = port ?? debugger.usualPort
        guard DebugDoor.call(port) != nil else {
            let title = debugger.title
            throw CommandFailure(
                .failed,
                "\(title) connects to your editor when the job starts, and nothing listens on 127.0.0.1:\(port) yet; "
                    + "have it listen first, or name its port with --port N"
            )
        }
        return nil
    }

    private func begin(_ session: JSONValue, _ reference: JobReference, _ debugger: Debugger, _ port: Int) {
        if options.json {
            var object = session.object ?? JSONObject()
            object["port"] = .integer(port)
            return Terminal.write(JSONValue.object(object).serialized() + [10])
        }
        let way = debugger.callsBack ? "connects to 127.0.0.1:\(port)" : "127.0.0.1:\(port) leads to it"
        say("\(reference) runs under \(debugger.title); \(way)")
        for line in DebugHints.lines(debugger, port: port, root: session["root"]?.string ?? "") { say("  \(line)") }
        say("Ctrl-C ends the session; the job is restarted as it normally runs then.")
    }

    private func say(_ text: String) {
        Terminal.write(Array("\(ShownText.line(text))\n".utf8))
    }
}
