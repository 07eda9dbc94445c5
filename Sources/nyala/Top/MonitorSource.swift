import JobModel
import JobMonitoring
import LinuxSystem

/// Asks the host what the monitor shows, and does what its keys say.
struct MonitorSource {
    /// Jobs whose last line is asked for in one look; the others keep the one they had.
    private static let lastLines = 60
    /// Lines in which one of the job's own is looked for.
    private static let tailLength = 12

    let host: HostConnection
    private var usage = ProcessUsage()
    private var lines: [String: String] = [:]

    init(host: HostConnection) {
        self.host = host
    }

    mutating func look() throws -> [MonitoredJob] {
        let values = try host.get("/api/v1/jobs").array ?? []
        let now = SystemClock().monotonicTime() - MonotonicTime(nanoseconds: 0)
        usage.look(now: Double(now.components.seconds) + Double(now.components.attoseconds) / 1e18)
        var asked = 0
        return values.map { value in
            let problem = value["problems"]?.array?.first { $0["severity"]?.string == "problem" }
            let outcome = value["latest_run"]?["outcome"]?.string
            let hasFailed = outcome == "Failed" || outcome == "Aborted"
            var job = MonitoredJob(
                type: value["type"]?.string ?? "",
                name: value["name"]?.string ?? "",
                status: Self.standing(value["status"]?.string ?? "", hasProblem: problem != nil, hasFailed: hasFailed)
            )
            job.isStopped = value["stopped"]?.bool ?? false
            let use = value["pid"]?.integer.flatMap { usage.use(of: $0) }
            job.processor = use?.processor
            job.memory = use?.memory
            job.isBad = problem != nil || job.status == "PendingRestart" || hasFailed
            if let problem {
                job.last = problem["text"]?.string ?? ""
            } else if use != nil, asked < Self.lastLines {
                asked += 1
                job.last = lastLine(job)
            } else {
                job.last = outcome.map { "\($0)\(Words.reason(value["latest_run"] ?? .null))" } ?? ""
            }
            return job
        }
    }

    /// What is wrong comes before what waits: a job that failed last may well be ready to run, which says nothing.
    private static func standing(_ status: String, hasProblem: Bool, hasFailed: Bool) -> String {
        if hasProblem { return "Problem" }
        return hasFailed && ["Ready", "Scheduled"].contains(status) ? "Failing" : status
    }

    private mutating func lastLine(_ job: MonitoredJob) -> String {
        // A log that cannot be read at the moment says what it said before.
        guard let tail = try? log(job, lines: Self.tailLength).map(LogLine.init) else { return lines[job.label] ?? "" }
        // What the job wrote says more than what the host did.
        guard let line = tail.last(where: { !$0.isOfHost }) ?? tail.last else { return lines[job.label] ?? "" }
        lines[job.label] = line.text
        return line.text
    }

    /// `[time > instance: INFO] text`; the host's own lines are `SYS INFO` and the like.
    private struct LogLine {
        let isOfHost: Bool
        let text: String

        init(_ line: String) {
            guard line.hasPrefix("["), let close = line.firstRange(of: "] ") else {
                (isOfHost, text) = (false, line)
                return
            }
            isOfHost = line[..<close.lowerBound].contains(": SYS ")
            text = String(line[close.upperBound...])
        }
    }

    func log(_ job: MonitoredJob, lines: Int) throws -> [String] {
        var bytes: [UInt8] = []
        try host.stream("GET", "\(path(job))/log", query: [("tail", "\(lines)")]) { bytes += $0 }
        return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What became of it, as a sentence.
    func act(_ action: MonitorState.Action) -> String {
        do {
            switch action {
            case .start(let job):
                _ = try host.post("\(path(job))/start")
                return "\(job.name) is started"
            case .stop(let job):
                _ = try host.post("\(path(job))/stop")
                return "\(job.name) is stopped until somebody starts it"
            case .run(let job):
                let run = try host.post("\(path(job))/runs", userAgent: "nyala top")
                return "\(job.name): run \(run["id"]?.string ?? "") has begun"
            case .quit, .suspend, .redraw, .follow: return ""
            }
        } catch let failure as CommandFailure {
            return failure.message
        } catch {
            return "\(error)"
        }
    }

    private func path(_ job: MonitoredJob) -> String {
        "/api/v1/jobs/\(job.type)/\(URLPath.encoded(job.name))"
    }
}
