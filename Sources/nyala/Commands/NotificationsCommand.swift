import ArgumentParser
import JobModel

/// `nyala notifications`: who was told of what, and what still waits.
struct NotificationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications",
        abstract: "Show who was told of what and whether it got through, newest first, and what still waits."
    )

    @OptionGroup var options: ClientOptions

    @Option(name: [.customShort("n"), .long], help: "At most this many entries.")
    var limit = 50

    @Option(help: ArgumentHelp("Only what is about this job.", valueName: "job"))
    var job: String?

    func run() async throws {
        guard limit > 0 else { throw CommandFailure(.usage, "--limit must be at least 1") }
        let host = try options.connect()
        var query = [(name: "limit", value: "\(limit)")]
        if let job { query.append(("job", "\(try options.find(job, host))")) }
        let value = try host.get("/api/v1/notifications", query: query)
        if options.json { return Terminal.write(json: value) }
        for problem in value["problems"]?.array ?? [] { Terminal.complain(problem.string ?? "") }
        let pending = value["pending"]?.array ?? []
        let entries = value["deliveries"]?.array ?? []
        guard !pending.isEmpty || !entries.isEmpty else { return print("nobody was told of anything yet") }
        let heading = ["TIME", "STATUS", "EVENT", "JOB", "TARGET", "ATTEMPTS", "DETAIL"]
        let waiting = pending.map { row($0, time: "due", status: "waits", detail: "failure") }
        let done = entries.map { row($0, time: "time", status: $0["status"]?.string ?? "", detail: "detail") }
        print(Terminal.table([heading] + waiting + done))
    }

    private func row(_ value: JSONValue, time: String, status: String, detail: String) -> [String] {
        let shownTime = value[time]?.string.flatMap(Timestamp.init(rfc3339:))?.rfc3339(decimals: 0)
        return [
            shownTime ?? "",
            status,
            value["event"]?.string ?? "",
            value["job"]?.string ?? "-",
            value["target"]?.string ?? "",
            "\(value["attempts"]?.integer ?? 0)",
            value[detail]?.string ?? "",
        ]
    }
}
