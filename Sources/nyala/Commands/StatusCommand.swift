import ArgumentParser
import JobModel

/// `nyala status`: how the host, or one job, is doing.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the host or one job is doing.",
        discussion: "Exit code 3 when the named continuous job is not running, 5 when there is no host."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "A job; without it, the host.")
    var job: String?

    func run() async throws {
        let host = try options.connect()
        if let job { return try showJob(job, host) }
        let value = try host.get("/api/v1/status")
        if options.json { return Terminal.write(json: value) }
        let text = { (key: String) in value[key]?.string ?? "-" }
        let number = { (key: String) in value[key]?.integer ?? 0 }
        print("home        \(text("home"))")
        print("instance    \(text("instance"))")
        print("running     for \(Words.duration(number("uptime_seconds"))), since \(Words.time(text("started")))")
        print("jobs        \(number("jobs")), \(number("running")) running, \(number("with_problems")) with problems")
        print("deployment  \(value["active_deployment"]?.string ?? "none yet")")
        let edited = (value["edited"]?.array ?? []).compactMap(\.string)
        if !edited.isEmpty { print("edited      \(edited.joined(separator: ", "))") }
        for problem in value["problems"]?.array ?? [] { print("problem     \(problem.string ?? "")") }
    }

    private func showJob(_ text: String, _ host: HostConnection) throws {
        let reference = try options.find(text, host)
        let job = try host.get(reference.path)
        if options.json { Terminal.write(json: job) } else { show(job) }
        let status = job["status"]?.string ?? ""
        guard reference.type == .continuous, status != "Running", status != "Starting" else { return }
        throw ExitCode(CommandFailure.Code.notRunning.rawValue)
    }

    private func show(_ job: JSONValue) {
        print("job      \(job["type"]?.string ?? "")/\(job["name"]?.string ?? "")")
        print("status   \(Words.status(job))")
        if let script = job["script"]?.string { print("script   \(script) (\(job["runtime"]?.string ?? ""))") }
        if let version = job["version"]?.string { print("version  \(version.prefix(10))\(Words.origin(job))") }
        if let pid = job["pid"]?.integer { print("pid      \(pid)") }
        if let uptime = Words.uptime(job) {
            print("up       \(uptime), started \(job["starts"]?.integer ?? 0) times since the host's start")
        }
        if let news = Words.restart(job) { print("down     it \(news)") }
        let waits = (job["waits_for"]?.array ?? []).compactMap(\.string)
        if !waits.isEmpty { print("waits    for \(waits.joined(separator: ", "))") }
        for process in job["processes"]?.array ?? [] {
            if let words = Words.debugging(process, of: job) { print("debugged \(words)") }
        }
        if let says = job["processes"]?.array?.first?["says"]?.string { print("says     \(says)") }
        if job["instances"]?.integer == 1, let usage = job["processes"]?.array?.first.flatMap(Words.usage) {
            print("uses     \(usage)")
        }
        if job["instances"]?.integer ?? 0 > 1 {
            for process in job["processes"]?.array ?? [] { print("         \(Words.process(process))") }
        }
        if let schedule = job["schedule"]?.string {
            print("schedule \(schedule), next \(job["next_run"]?.string.map(Words.time) ?? "not planned")")
        }
        if let run = job["latest_run"], run["id"] != nil { print("latest   \(Words.run(run))") }
        for problem in job["problems"]?.array ?? [] { print("\(problem["text"]?.string ?? "")") }
    }
}
