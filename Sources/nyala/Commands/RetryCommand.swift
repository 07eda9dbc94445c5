import ArgumentParser
import JobModel

/// `nyala retry`: runs a job again as it ran before.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Run a triggered job again with the arguments, planned time and input of an earlier run."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    @Argument(help: "The run; else the newest that began.")
    var run: String?

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        guard reference.type == .triggered else {
            throw CommandFailure(.usage, "\"\(job)\" is a continuous job and has no runs; use: nyala restart \(job)")
        }
        let id = try run ?? newest(reference, host)
        let path = "\(reference.path)/runs/\(URLPath.encoded(id))/retry"
        let value = try host.post(path, userAgent: "nyala-cli")
        if options.json { return Terminal.write(json: value) }
        let verb = value["outcome"]?.string == "Queued" ? "queued" : "started"
        print("\(verb) run \(value["id"]?.string ?? "") as a retry of \(id); follow it with: nyala logs \(job) -f")
    }

    private func newest(_ reference: JobReference, _ host: HostConnection) throws -> String {
        let query = [(name: "limit", value: "1"), (name: "outcome", value: "Success,Failed,Stopped,Aborted")]
        let runs = try host.get("\(reference.path)/runs", query: query).array ?? []
        guard let id = runs.first?["id"]?.string else {
            throw CommandFailure(.failed, "no run of \(reference) has ended yet")
        }
        return id
    }
}
