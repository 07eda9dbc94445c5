import ArgumentParser
import JobModel

/// `nyala schedule`: what will run by itself, over all jobs.
struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "List what will run by itself in the next hours, over all jobs."
    )

    @OptionGroup var options: ClientOptions

    @Option(help: "How far to look ahead.")
    var hours = 24

    func run() async throws {
        let value = try options.connect().get("/api/v1/schedule", query: [("hours", "\(hours)")])
        if options.json { return Terminal.write(json: value) }
        let runs = value.array ?? []
        guard !runs.isEmpty else { return print("nothing is planned for the next \(hours) hours") }
        print(Terminal.table([["TIME", "JOB", "SCHEDULE"]] + runs.map(row)))
    }

    private func row(_ run: JSONValue) -> [String] {
        let further = run["further"]?.integer ?? 0
        let suffix = further > 0 ? ", \(further)\(further >= 1000 ? " or more" : "") follow" : ""
        return [
            run["time"]?.string.map(Words.time) ?? "",
            "triggered/\(run["job"]?.string ?? "")",
            "\(run["explanation"]?.string ?? "") (\(run["time_zone"]?.string ?? ""))\(suffix)",
        ]
    }
}
