import ArgumentParser

/// `nyala start`: lets a stopped job run again.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start a job that was stopped.")

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        let value = try host.post("\(reference.path)/start")
        if options.json { return Terminal.write(json: value) }
        print("\(reference): started")
    }
}
