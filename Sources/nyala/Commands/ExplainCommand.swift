import ArgumentParser
import JobModel

/// `nyala explain`: why a job is as it is, in sentences.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a job is as it is: which file runs, what ran last and how it ended, what comes next."
    )

    @OptionGroup var options: ClientOptions

    @Argument(help: "The job.")
    var job: String

    func run() async throws {
        let host = try options.connect()
        let reference = try options.find(job, host)
        let value = try host.get(reference.path)
        if options.json { return Terminal.write(json: value) }
        let skipped = try reference.type == .triggered ? lastSkipped(reference, host) : nil
        print(JobExplanation(reference, value, lastSkipped: skipped).sentences.joined(separator: "\n"))
    }

    private func lastSkipped(_ reference: JobReference, _ host: HostConnection) throws -> JSONValue? {
        let query = [(name: "limit", value: "1"), (name: "outcome", value: "Skipped")]
        return try host.get("\(reference.path)/runs", query: query).array?.first
    }
}

/// What can be said of a job, one sentence a line, from the host's answer about it.
struct JobExplanation {
    private let reference: JobReference
    private let value: JSONValue
    private let lastSkipped: JSONValue?

    /// `lastSkipped`: the newest run that was wanted and never began.
    init(_ reference: JobReference, _ value: JSONValue, lastSkipped: JSONValue?) {
        self.reference = reference
        self.value = value
        self.lastSkipped = lastSkipped
    }

    var sentences: [String] {
        [kind, program, origin, state] + debugging + usage + waiting + problems
            + [last, skipped, next].compactMap { $0 }
    }

    private var kind: String {
        switch reference.type {
        case .continuous: "\(reference) is a continuous job: it is kept running."
        case .triggered:
            "\(reference) is a triggered job: it runs \((reasons + ["on demand"]).joined(separator: ", "))."
        }
    }

    /// What starts it besides requests.
    private var reasons: [String] {
        var reasons: [String] = []
        if let schedule = value["schedule"]?.string { reasons.append("by its schedule \"\(schedule)\"") }
        let triggers = value["settings"]?["triggers"]
        // Those that have an effect.
        for name in value["follows"]?.array ?? [] { reasons.append("after \(name.string ?? "")") }
        for file in triggers?["files"]?.array ?? [] {
            reasons.append("for files in \(file.string ?? file["folder"]?.string ?? "")")
        }
        return reasons
    }

    private var origin: String {
        switch value["origin"]?.string {
        case "hand": "Nobody deployed it: its folder was made here."
        case "edited": "It was deployed, and edited here since."
        default: "Its files are as they were deployed."
        }
    }

    private var program: String {
        guard let script = value["script"]?.string else { return "Nothing in its folder can be run." }
        let runtime = value["runtime"]?.string.map { " with \($0)" } ?? ""
        let place = value["in_place"]?.bool == true ? "in its own folder" : "from a copy of its folder"
        return "It runs \(script)\(runtime), \(place)."
    }

    private var state: String {
        let status = value["status"]?.string ?? ""
        if value["stopped"]?.bool == true {
            return "It is stopped (disable.job) until somebody starts it: nyala start \(reference.name)"
        }
        switch status {
        case "Running":
            let uptime = Words.uptime(value) ?? "a moment"
            return "It runs now, as process \(value["pid"]?.integer ?? 0), for \(uptime)."
        case "PendingRestart": return "Its process ended; it starts again after the restart delay."
        case "Problem": return "It cannot run because of the problem below."
        case "Ready", "Scheduled":
            guard let hindrance = value["hindrance"]?.string else {
                return "It does not run at the moment, and nothing keeps it from running."
            }
            return "It does not run at the moment, and cannot: \(Self.sentence(hindrance))"
        default: return "Its status is \(status)."
        }
    }

    private var debugging: [String] {
        (value["processes"]?.array ?? []).compactMap { Words.debugging($0, of: value) }.map {
            "It is \($0); it takes up changes, and is restarted as it normally runs, when that ends."
        }
    }

    private var usage: [String] {
        let processes = value["processes"]?.array ?? []
        return processes.compactMap { process in
            guard let usage = Words.usage(process) else { return nil }
            let subject = processes.count == 1 ? "It" : "Its process #\(process["index"]?.integer ?? 0)"
            return "\(subject) uses \(usage)."
        }
    }

    private var waiting: [String] {
        let kinds = [
            ("queued_runs", "run", "runs", "for their turn"), ("late_runs", "late run", "late runs", "for their turn"),
            ("waiting_files", "file", "files", "for a run"),
        ]
        let counted = kinds.compactMap { key, one, several, what -> String? in
            guard let count = value[key]?.integer, count > 0 else { return nil }
            return "\(count) \(count == 1 ? "\(one) waits" : "\(several) wait") \(what)."
        }
        let retries = (value["pending_retries"]?.array ?? []).map { retry in
            "The run \(retry["run"]?.string ?? "") will be tried again at \(Words.time(retry["at"]?.string ?? ""))"
                + " (attempt \(retry["attempt"]?.integer ?? 0))."
        }
        return counted + retries
    }

    /// With one full stop, whoever wrote it.
    private static func sentence(_ text: String) -> String {
        text.hasSuffix(".") ? text : "\(text)."
    }

    private var problems: [String] {
        (value["problems"]?.array ?? []).compactMap { $0["text"]?.string }
    }

    private var last: String? {
        guard reference.type == .triggered else { return nil }
        guard let run = value["latest_run"], let id = run["id"]?.string else { return "It has not run yet." }
        let time = Words.time(run["started"]?.string ?? "")
        let outcome = run["outcome"]?.string ?? ""
        let detail = run["detail"]?.string.map { ": \($0)" } ?? ""
        switch outcome {
        case "Skipped": return Self.sentence("At \(time) a run was skipped\(Words.reason(run))\(detail)")
        case "Queued": return "Its latest run \(id) waits for its turn since \(time)."
        case _ where Words.isToCome(run["started"]?.string ?? ""):
            return "Its next run \(id) is prepared, and begins at \(time)."
        default: return Self.sentence("Its latest run \(id) began at \(time): \(outcome)\(Words.reason(run))\(detail)")
        }
    }

    /// Why the last run that did not happen did not, where that is not the latest news anyway.
    private var skipped: String? {
        guard let lastSkipped, lastSkipped["id"] != value["latest_run"]?["id"] else { return nil }
        let time = Words.time(lastSkipped["started"]?.string ?? "")
        let detail = lastSkipped["detail"]?.string ?? ""
        return Self.sentence("The last run that did not happen, at \(time)\(Words.reason(lastSkipped)): \(detail)")
    }

    private var next: String? {
        guard let schedule = value["schedule"]?.string else { return nil }
        guard let time = value["next_run"]?.string else {
            let reason = value["schedule_hindrance"]?.string ?? "the job is being looked at"
            return Self.sentence("Its schedule \"\(schedule)\" plans nothing now: \(reason)")
        }
        return "Its schedule \"\(schedule)\" brings the next run at \(Words.time(time))."
    }
}
