import ArgumentParser

/// `nyala stop`: ends a job's process and keeps it from starting.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a job until it is started again, also over restarts and deployments."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        let value = try host.post("\(reference.path)/stop")
        if options.json { return Terminal.write(json: value) }
        print("\(reference): stopped")
    }
}
