import ArgumentParser
import JobModel
import LinuxSystem

/// `nyala runs`: what ran lately, over all jobs.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of all triggered jobs together, newest first.",
        discussion: "What went wrong since yesterday: nyala runs --since 24h --outcome Failed,Aborted,Skipped"
    )

    @OptionGroup var options: ClientOptions
    @OptionGroup var list: RunListOptions

    func run() async throws {
        let query = try list.query(now: SystemClock().wallTime())
        let value = try options.connect().get("/api/v1/runs", query: query)
        if options.json { return Terminal.write(json: value) }
        let runs = value.array ?? []
        guard !runs.isEmpty else { return print("there are no such runs") }
        print(RunTable.text(runs, withJob: true))
    }
}
