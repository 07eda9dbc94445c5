import ArgumentParser

/// `nyala restart`: gives a continuous job a new process.
struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Stop and start a continuous job."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        let value = try host.post("\(reference.path)/restart")
        if options.json { return Terminal.write(json: value) }
        print("\(reference): restarted")
    }
}
