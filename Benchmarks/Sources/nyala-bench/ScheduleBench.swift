import Glibc

/// How late scheduled jobs start when many are due at once, beside a timer and a loop that spawns.
///
/// Both run the same programs. They take turns, not to disturb each other: half of the floor, Nyala, the other half.
struct ScheduleBench {
    /// Next due in 2044.
    private static let farAway = "0 0 0 29 2 1"
    private static let manyJobs = 10_000
    private static let idleSeconds = 10
    /// Nanoseconds before a second begins at which processor time is read.
    private static let lead: Int64 = 100_000_000

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    /// About four minutes.
    func run() throws {
        try compare("schedule: 500 jobs every second", Load(jobs: 500, schedule: "* * * * * *", period: 1, times: 60))
        try compare("schedule: one job every second", Load(jobs: 1, schedule: "* * * * * *", period: 1, times: 30))
        try idle()
        try OccurrenceBench().run()
    }

    /// About six minutes.
    func runMinutes() throws {
        let load = Load(jobs: Self.manyJobs, schedule: "0 * * * * *", period: 60, times: 2)
        try compare("schedule: \(Self.manyJobs) jobs every minute", load)
    }

    /// Jobs, when they are due, and how often that is measured.
    private struct Load {
        let jobs: Int
        let schedule: String
        let period: Int64
        let times: Int

        /// The next of its times that leave two seconds to get ready.
        func window(times: Int) -> Ticks.Window {
            let now = Clock.wallTime() / 1_000_000_000
            return Ticks.Window(jobs: jobs, first: ((now + 2) / period + 1) * period, period: period, times: times)
        }
    }

    /// What one system did.
    private struct Outcome {
        var ticks = Ticks()
        /// Microseconds of processor time, without what the jobs used.
        var processor: Int64 = 0
    }

    // MARK: lateness

    private func compare(_ title: String, _ load: Load) throws {
        print("\(title), \(load.times) times   (p50: at most 1.5 x; first: at most 3 ms; none missed or doubled)")
        var floor = Outcome()
        try measureFloor(load, times: load.times / 2, &floor)
        let (nyala, notStarted) = try measureHost(load)
        try measureFloor(load, times: load.times - load.times / 2, &floor)
        show("timer + spawn", floor, beside: floor)
        show("nyala", nyala, beside: floor)
        for (reason, count) in notStarted.sorted(by: { $0.key < $1.key }) {
            print("  not started, \(count): \(reason)")
        }
        print("")
    }

    private func measureFloor(_ load: Load, times: Int, _ outcome: inout Outcome) throws {
        let folder = "\(stage.path)/bare-jobs"
        let (log, used) = ("\(folder)/log", "\(folder)/used")
        try Shell.run("mkdir \(folder) && touch \(log)")
        try makeJobs(load, in: folder, log: nil)
        // What making the files left to be written must not fall into what is measured.
        sync()
        let window = load.window(times: times)
        let arguments = "\(folder) \(load.jobs) \(window.first) \(load.period) \(times) \(log)"
        try Shell.run("exec \(stage.metronome) \(arguments) >\(used)")
        try outcome.ticks.add(log, window)
        outcome.processor += Int64(Host.text(used).dropLast()) ?? 0
        try Shell.run("rm -rf \(folder)")
    }

    private func measureHost(_ load: Load) throws -> (Outcome, notStarted: [String: Int]) {
        let log = "\(stage.path)/ticks"
        try Shell.run("touch \(log)")
        let host = try Host(stage, "schedule") { try makeJobs(load, in: "\($0)/triggered", log: log) }
        defer { remove(host, log) }
        try waitForSchedules(of: host, load.jobs)
        sync()
        // The runs that came due while the jobs became known are over, everything runs as it will.
        Clock.pause(3000)
        let window = load.window(times: load.times)
        pause(until: window.first)
        let before = host.processorTime
        pause(until: window.end)
        var outcome = Outcome()
        outcome.processor = (host.processorTime - before) / 1000
        // For starts that are late by more than a second; after a minute they count as missed.
        if load.period == 1 { Clock.pause(3000) }
        try outcome.ticks.add(log, window)
        return (outcome, try notStarted(host, window))
    }

    private func remove(_ host: Host, _ log: String) {
        host.stop()
        // The next part has a home of the same name; what stays goes with the stage.
        _ = try? Shell.run("rm -rf \(host.home) \(log)")
    }

    private func show(_ name: String, _ outcome: Outcome, beside floor: Outcome) {
        let ticks = outcome.ticks
        let padding = String(repeating: " ", count: max(1, 16 - name.count))
        let p50 = Ticks.percentile(ticks.all, 50)
        let figures = [
            "p50 \(Samples.text(p50)) ms", "p99 \(Samples.text(Ticks.percentile(ticks.all, 99)))",
            "max \(Samples.text(Ticks.percentile(ticks.all, 100)))",
            "first \(Samples.text(Ticks.percentile(ticks.firsts, 50)))",
            "x \(Samples.text(p50 / Ticks.percentile(floor.ticks.all, 50)))",
            "starts \(ticks.starts) of \(ticks.due)", "missed \(ticks.missed)", "doubled \(ticks.doubled)",
            "\(Samples.text(Double(outcome.processor) / 1000 / Double(max(1, ticks.starts)))) ms of processor a start",
        ]
        print("  \(name)\(padding)\(figures.joined(separator: "   "))")
    }

    // MARK: idle

    private func idle() throws {
        let load = Load(jobs: Self.manyJobs, schedule: Self.farAway, period: 1, times: 0)
        let host = try Host(stage, "schedule") { try makeJobs(load, in: "\($0)/triggered", log: "/dev/null") }
        defer { remove(host, "") }
        try waitForSchedules(of: host, load.jobs)
        Clock.pause(3000)
        let before = host.processorTime
        Clock.pause(Int32(Self.idleSeconds * 1000))
        let used = Double(host.processorTime - before) / 1e9 / Double(Self.idleSeconds) * 100
        let megabytes = Double(host.residentSize) / 1024
        print("schedule: \(load.jobs) jobs far from due   (under 0.1 % of a core)")
        print("  nyala           \(Samples.text(used)) % of a core   \(Samples.text(megabytes)) MB resident\n")
    }

    // MARK: jobs

    /// Folders j1, j2, …, each with a program of its own; with settings where the log is named.
    private func makeJobs(_ load: Load, in folder: String, log: String?) throws {
        let program = Host.bytes(stage.tick)
        mkdir(folder, 0o755)
        for number in 1...load.jobs {
            let job = "\(folder)/j\(number)"
            guard mkdir(job, 0o755) == 0 else { throw BenchError("cannot make \(job)") }
            try stage.write("\(job)/run", bytes: program, mode: 0o755)
            guard let log else { continue }
            try stage.write(
                "\(job)/settings.job",
                "{\"schedule\": \"\(load.schedule)\", \"time_zone\": \"UTC\", \"arguments\": [\"\(log)\"]}"
            )
        }
    }

    /// A schedule that is in force is in this file a moment later.
    private func waitForSchedules(of host: Host, _ count: Int) throws {
        let deadline = Clock.now() + 300_000_000_000
        while Clock.now() < deadline {
            let text = Host.text("\(host.home)/data/schedules.json")
            if text.split(separator: "\n").count(where: { $0.contains("\"since\"") }) == count { return }
            Clock.pause(200)
        }
        throw BenchError("the jobs are not all scheduled")
    }

    /// Why occurrences did not become running jobs, and how many: skipped ones by the logs of the schedules, where each
    /// line stands for one more, and failed starts by the histories, as far as they reach back.
    private func notStarted(_ host: Host, _ window: Ticks.Window) throws -> [String: Int] {
        let list = "\(stage.path)/not-started"
        let runs = "\(host.home)/data/jobs/triggered"
        try Shell.run("grep -rhs --include=job_scheduler.log ' did not start: ' \(runs) >\(list); true")
        try Shell.run("grep -rhs --include=status '\"Cause\":\"start_failed\"' \(runs) >>\(list); true")
        var reasons: [String: Int] = [:]
        for line in Host.text(list).split(separator: "\n") {
            guard let (moment, reason) = Self.skip(line) ?? Self.failure(line),
                let second = Ticks.second(String(moment)), window.contains(second)
            else { continue }
            reasons[String(reason), default: 0] += 1
        }
        return reasons
    }

    /// `… 2031-02-03T04:05:06Z did not start: REASON`.
    private static func skip(_ line: Substring) -> (moment: Substring, reason: Substring)? {
        guard let mark = line.firstRange(of: " did not start: "),
            let moment = line[..<mark.lowerBound].split(separator: " ").last
        else { return nil }
        return (moment, line[mark.upperBound...])
    }

    /// The status of a run, with the end of its `Detail`: what the system said.
    private static func failure(_ line: Substring) -> (moment: Substring, reason: Substring)? {
        guard let moment = line.firstRange(of: "\"ScheduledTime\":\""),
            let detail = line.firstRange(of: "\"Detail\":\"")
        else { return nil }
        let reason = line[detail.upperBound...].prefix { $0 != "\"" }
        let sentence = reason.split(separator: ": ").last ?? reason
        return (line[moment.upperBound...].prefix { $0 != "\"" }, sentence)
    }

    /// Until a moment before this second of the wall clock begins.
    private func pause(until second: Int64) {
        while Clock.wallTime() < second * 1_000_000_000 - Self.lead { Clock.pause(10) }
    }
}
