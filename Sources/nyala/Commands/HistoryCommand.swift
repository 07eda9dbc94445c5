import ArgumentParser
import JobModel
import LinuxSystem

/// `nyala history`: the runs of a triggered job.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs of a triggered job, newest first."
    )

    @OptionGroup var options: ClientOptions

    @OptionGroup var list: RunListOptions

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        guard reference.type == .triggered else {
            throw CommandFailure(.usage, "\"\(job)\" is a continuous job and has no runs; see: nyala logs \(job)")
        }
        let value = try host.get("\(reference.path)/runs", query: list.query(now: SystemClock().wallTime()))
        if options.json { return Terminal.write(json: value) }
        let runs = value.array ?? []
        guard !runs.isEmpty else {
            return print(list.isFiltered ? "\(reference) has no such runs" : "\(reference) has not run yet")
        }
        print(RunTable.text(runs, withJob: false))
    }
}
