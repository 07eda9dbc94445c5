import APIClient
import ArgumentParser
import Glibc
import JobModel

/// `nyala run`: starts a run of a triggered job.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a triggered job now.",
        discussion: """
            Everything after -- is passed to the job, argument by argument; no shell ever sees it.
            With --input the job reads FILE on its standard input.
            With --wait the job's output is shown and its exit code returned (128 + N when signal N ended it, 124 when a timeout did). \
            A success is always 0 and anything else never is: a run that was stopped, or did not begin, is 1 unless its code says more.
            """
    )

    @OptionGroup var options: ClientOptions

    @Flag(name: [.short, .long], help: "Show the output, wait for the end, and return the job's exit code.")
    var wait = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("A file for the job's standard input; - is this command's own.", valueName: "file")
    )
    var input: String?

    @Argument(help: "The job.")
    var job: String

    @Argument(parsing: .postTerminator, help: "Arguments for the job.")
    var arguments: [String] = []

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        guard reference.type == .triggered else {
            throw CommandFailure(
                .usage,
                "\"\(job)\" is a continuous job; it is always running. Use start, stop or restart"
            )
        }
        let run = try start(reference, host)
        let path = "\(reference.path)/runs/\(run["id"]?.string ?? "")"
        guard wait else {
            if options.json { return Terminal.write(json: run) }
            let verb = run["outcome"]?.string == "Queued" ? "queued" : "started"
            print("\(verb) run \(run["id"]?.string ?? ""); follow it with: nyala logs \(job) -f")
            return
        }
        if !options.json {
            try host.stream("GET", "\(path)/output", query: [("follow", "1")]) { Terminal.write($0) }
        }
        let ended = try host.get(path, query: [("wait", "1")])
        if options.json { Terminal.write(json: ended) }
        throw ExitCode(Self.exitCode(ended))
    }

    private func start(_ reference: JobReference, _ host: HostConnection) throws -> JSONValue {
        let path = "\(reference.path)/runs"
        guard let input else {
            let body: JSONValue = .object(["arguments": .array(arguments.map(JSONValue.string))])
            return try host.post(path, body, userAgent: "nyala-cli")
        }
        let file = try InputFile(input)
        return try host.post(
            path,
            query: arguments.map { (name: "argument", value: $0) },
            body: .descriptor(file.number, byteCount: nil),
            userAgent: "nyala-cli"
        )
    }

    static func exitCode(_ run: JSONValue) -> Int32 {
        // As timeout(1) says it.
        if ["timeout", "idle_timeout"].contains(run["cause"]?.string) { return 124 }
        if run["outcome"]?.string == "Success" { return 0 }
        if let code = run["exit_code"]?.integer { return code == 0 ? 1 : Int32(truncatingIfNeeded: code) }
        guard let name = run["signal"]?.string, let number = signals[name] else { return 1 }
        return 128 + number
    }

    private static let signals: [String: Int32] = [
        "SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGQUIT": SIGQUIT, "SIGILL": SIGILL, "SIGABRT": SIGABRT, "SIGFPE": SIGFPE,
        "SIGKILL": SIGKILL, "SIGSEGV": SIGSEGV, "SIGPIPE": SIGPIPE, "SIGALRM": SIGALRM, "SIGTERM": SIGTERM,
    ]
}
