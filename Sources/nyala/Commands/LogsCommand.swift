import ArgumentParser
import JobModel
import LinuxSystem

/// `nyala logs`: what a job said.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show the log of a continuous job, or the output of a triggered job's runs."
    )

    @OptionGroup var home: HomeOption

    @Flag(name: [.short, .long], help: "Go on with what is written from now on, until Ctrl-C or the end of the run.")
    var follow = false

    @Option(
        name: [.customShort("n"), .long],
        help: "Begin with this many last lines of those that are wanted; 100 where --since does not say more."
    )
    var lines: Int?

    @Option(help: "What was written since a time (2026-03-01T02:30:00Z), or so long ago (90s, 10m, 2h).")
    var since: String?

    @Option(help: "Lines with this text; one without capitals is found in capitals as well.")
    var grep: String?

    @Option(help: "A run of a triggered job; else the newest.")
    var run: String?

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let options = ClientOptions.parse(home)
        let host = try options.connect()
        let reference = try options.find(job, host)
        let path = run.map { "\(reference.path)/runs/\(URLPath.encoded($0))/output" } ?? "\(reference.path)/log"
        var query: [(name: String, value: String)] = []
        if let time = try PastTime.parse(since, now: SystemClock().wallTime()) {
            query.append(("since", time.rfc3339(decimals: 3)))
        }
        if let count = lines ?? (since == nil ? 100 : nil) { query.append(("tail", "\(max(0, count))")) }
        if let grep { query.append(("grep", grep)) }
        if follow { query.append(("follow", "1")) }
        try host.stream("GET", path, query: query) { Terminal.write($0) }
    }
}

extension ClientOptions {
    /// For commands whose output is no listing and so has no JSON form.
    static func parse(_ home: HomeOption) -> ClientOptions {
        var options = ClientOptions()
        options.home = home
        options.json = false
        return options
    }
}
