import ArgumentParser
import JobModel

/// `nyala cancel`: ends a run.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End the run of a triggered job that is under way; the job itself stays as it is.",
        discussion: "A run that waits is taken out of its queue, and of one that failed the retry is taken back."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    @Argument(help: "The run; else the one that is under way, whichever it is.")
    var run: String?

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        guard reference.type == .triggered else {
            throw CommandFailure(.usage, "\"\(job)\" is a continuous job and has no runs; use: nyala stop \(job)")
        }
        let value = try host.post("\(reference.path)/runs/\(URLPath.encoded(run ?? "current"))/cancel")
        if options.json { return Terminal.write(json: value) }
        let id = value["id"]?.string ?? ""
        if value["outcome"]?.string == "Skipped" {
            print(
                "\(reference): \(value["detail"]?.string ?? "the run does not begin") (see entry \(id) of its history)"
            )
        } else {
            print("\(reference): run \(id) is being stopped")
        }
    }
}
