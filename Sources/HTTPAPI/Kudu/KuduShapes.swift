import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem

/// Jobs and runs in the original's JSON shapes, for the clients that were written for it.
struct KuduShapes {
    let base: String
    let layout: HomeLayout
    let instance: InstanceID
    let now: Timestamp

    /// Without the time that runs under way have taken so far.
    var standingStill: KuduShapes {
        KuduShapes(base: base, layout: layout, instance: instance, now: Timestamp(seconds: 0))
    }

    func job(_ report: JobReport) -> JSONValue {
        let kind = report.type.rawValue
        let name = QueryString.encode(report.name)
        let url = "\(base)/api/\(kind)webjobs/\(name)"
        var object: JSONObject = [
            "name": .string(report.name),
            "run_command": .string(report.description?.script ?? ""),
            "url": .string(url),
            "extra_info_url": .string("\(base)/azurejobs/#/jobs/\(kind)/\(name)"),
            "type": .string(kind),
            "error": .optional(report.problems.first { $0.severity == .problem }?.description),
            "using_sdk": .bool(report.usesSDK),
            "settings": report.description?.settings.raw ?? .object([:]),
        ]
        switch report.type {
        case .continuous: addContinuous(report, name, to: &object)
        case .triggered: addTriggered(report, name, url, to: &object)
        }
        return .object(object)
    }

    private func addContinuous(_ report: JobReport, _ name: String, to object: inout JSONObject) {
        let status = report.status ?? .initializing
        object["status"] = .string(status.rawValue)
        // One that was never started has no status on record, and in the original no end of line then.
        let end = status == .initializing ? "" : "\r\n"
        object["detailed_status"] = .string("\(instance) - \(status.rawValue)\(end)")
        object["log_url"] = .string("\(base)/vfs/data/jobs/continuous/\(name)/job_log.txt")
    }

    private func addTriggered(_ report: JobReport, _ name: String, _ url: String, to object: inout JSONObject) {
        object["latest_run"] = report.latestRun.map(run) ?? .null
        // Beyond the original, which tells these in its log only.
        object["next_run"] = .optional(report.nextRun?.rfc3339(decimals: 0))
        object["schedule_error"] = .optional(report.scheduleProblem?.message)
        object["history_url"] = .string("\(url)/history")
        let hasLog = AtomicFile.exists("\(layout.home)/data/jobs/triggered/\(report.name)/job_scheduler.log")
        let log = "\(base)/vfs/data/jobs/triggered/\(name)/job_scheduler.log"
        object["scheduler_logs_url"] = hasLog ? .string(log) : .null
    }

    func run(_ record: RunRecord) -> JSONValue {
        let output = "data/jobs/triggered/\(record.job)/\(record.id)/output_log.txt"
        return .object([
            "id": .string(record.id.text),
            "name": .string(record.id.text),
            "status": .string(record.outcome.rawValue),
            "start_time": .string(record.start.description),
            "end_time": .string(record.end?.description ?? "0001-01-01T00:00:00"),
            "duration": .string(ClockSpan.text(record.duration(now: now))),
            "output_url": AtomicFile.exists("\(layout.home)/\(output)") ? .string("\(base)/vfs/\(output)") : .null,
            "error_url": .null,
            "url": .string("\(base)/api/triggeredwebjobs/\(record.job)/history/\(record.id)"),
            "job_name": .string(record.job.text),
            "trigger": .string(record.request.trigger),
            // Beyond the original, which keeps these in its logs only.
            "exit_code": .optional(record.exitCode),
            "signal": .optional(record.signal),
            "cause": .optional(record.cause?.rawValue),
            "detail": .optional(record.detail),
        ])
    }
}
