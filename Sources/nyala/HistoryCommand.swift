import ArgumentParser
import JobModel

/// `nyala history`: the runs of a triggered job.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs of a triggered job, newest first."
    )

    @OptionGroup var options: ClientOptions

    @Option(name: [.customShort("n"), .long], help: "At most this many runs.")
    var limit = 20

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        guard reference.type == .triggered else {
            throw CommandFailure(.usage, "\"\(job)\" is a continuous job and has no runs; see: nyala logs \(job)")
        }
        let value = try host.get("\(reference.path)/runs", query: [("limit", "\(limit)")])
        if options.json { return Terminal.write(json: value) }
        let runs = value.array ?? []
        guard !runs.isEmpty else { return print("\(reference) has not run yet") }
        let heading = ["RUN", "STARTED", "TOOK", "OUTCOME", "TRIGGER"]
        print(Terminal.table([heading] + runs.map(row)))
    }

    private func row(_ run: JSONValue) -> [String] {
        [
            run["id"]?.string ?? "",
            Words.time(run["started"]?.string ?? ""),
            run["duration_ms"]?.integer.map(Words.milliseconds) ?? "-",
            "\(run["outcome"]?.string ?? "")\(Words.reason(run))",
            run["trigger"]?.string ?? "",
        ]
    }
}
