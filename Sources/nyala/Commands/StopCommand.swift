import ArgumentParser

/// `nyala stop`: ends a job's process and keeps it from starting, or ends the host with all jobs or without them.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a job until it is started again, also over restarts and deployments; or stop the host.",
        usage: "nyala stop <job>\nnyala stop --all | --host"
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String?

    @Flag(help: "End the host and all jobs, each within its stopping_wait_time, and wait for it.")
    var all = false

    @Flag(help: "End the host alone: its jobs go on, and a `nyala serve` within five minutes takes them up.")
    var host = false

    func validate() throws {
        guard [job != nil, all, host].count(where: { $0 }) == 1 else {
            throw ValidationError("Name a job, or say --all or --host.")
        }
    }

    func run() async throws {
        let site = SiteStop(layout: options.home.layout)
        if all { return try await site.all() }
        if host { return try await site.host() }
        if let job { try await stop(job) }
    }

    private func stop(_ job: String) async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        let value = try host.post("\(reference.path)/stop")
        if options.json { return Terminal.write(json: value) }
        print("\(reference): stopped")
    }
}
