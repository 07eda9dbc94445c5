import Deployments
import JobDiscovery
import JobHosting
import JobModel
import ProcessSupervision

/// Jobs, runs and problems in the shapes of `/api/v1`, which say everything the host knows.
enum NativeShapes {
    /// `usage`: what its processes use, by their index, where that was measured.
    static func job(
        _ report: JobReport,
        _ origins: JobOrigins,
        now: Timestamp,
        usage: [Int: TreeUsage]? = nil
    ) -> JSONValue {
        let description = report.description
        return .object([
            "type": .string(report.type.rawValue),
            "name": .string(report.name),
            "status": .string(status(report)),
            "problems": .array(report.problems.map(problem)),
            "stopped": .bool(report.isStopped),
            "script": .optional(description?.script),
            "runtime": .optional(description?.runtime),
            "version": .optional(report.version?.hexadecimal),
            "origin": .string(origins.origin(report.type, report.name, version: report.version).rawValue),
            "in_place": .bool(description?.runsInPlace ?? false),
            "pid": .optional(report.processID),
            "started": .optional(report.startTime?.description),
            "starts": .integer(report.startCount),
            "failures": .integer(report.failureCount),
            "crash_looping": .bool(report.isCrashLooping),
            "last_failure": .optional(report.lastFailure),
            "restart_at": .optional(report.restart?.description),
            "instances": .integer(report.instances),
            "instances_up": .integer(report.runningCount),
            "processes": .array(report.processes.map { process($0, usage) }),
            "waits_for": .array(report.waitsFor.map(JSONValue.string)),
            "schedule": .optional(description?.settings.schedule),
            "next_run": .optional(report.nextRun?.rfc3339(decimals: 0)),
            "schedule_error": .optional(report.scheduleProblem?.message),
            "active_runs": .integer(report.activeRunCount),
            "queued_runs": .integer(report.waiting.queued),
            "late_runs": .integer(report.waiting.late),
            "waiting_files": .integer(report.waiting.files),
            "pending_retries": .array(report.waiting.retries.map(retry)),
            "hindrance": .optional(report.waiting.hindrance),
            "schedule_hindrance": .optional(report.waiting.scheduleHindrance),
            "follows": .array(report.waiting.follows.map { .string($0.text) }),
            "latest_run": report.latestRun.map { run($0, now: now) } ?? .null,
            "settings": description?.settings.raw ?? .object([:]),
        ])
    }

    /// A continuous job's status; of a triggered one: `Running`, `Stopped`, `Problem`, `Scheduled` or `Ready`.
    static func status(_ report: JobReport) -> String {
        if let status = report.status {
            let isDown =
                status == .initializing || (status == .stopped && report.processes.contains(where: \.isGivenUp))
            return report.hasProblem && isDown ? "Problem" : status.rawValue
        }
        if report.processID != nil { return "Running" }
        if report.isStopped { return "Stopped" }
        if report.isBlocked { return "Problem" }
        return report.nextRun == nil ? "Ready" : "Scheduled"
    }

    static func problem(_ problem: Problem) -> JSONValue {
        .object([
            "severity": .string(problem.severity.rawValue),
            "code": .string(problem.code),
            "path": .string(problem.path),
            "line": .optional(problem.line),
            "column": .optional(problem.column),
            "message": .string(problem.message),
            "text": .string(problem.description),
        ])
    }

    private static func process(_ process: ProcessReport, _ usage: [Int: TreeUsage]?) -> JSONValue {
        var object: JSONObject = [
            "index": .integer(process.index),
            "status": .string(process.status.rawValue),
            "pid": .optional(process.processID),
            "port": .optional(process.port),
            "started": .optional(process.startTime?.description),
            "starts": .integer(process.startCount),
            "failures": .integer(process.failureCount),
            "last_failure": .optional(process.lastFailure),
            "restart_at": .optional(process.restart?.description),
            "says": .optional(process.statusText),
            "successor_pid": .optional(process.successorProcessID),
            "debugging": process.debugging.map(debugging) ?? .null,
        ]
        if let usage { object["usage"] = usage[process.index].map(InstanceUsage.json) ?? .null }
        return .object(object)
    }

    private static func debugging(_ report: DebugReport) -> JSONValue {
        .object([
            "debugger": .string(report.debugger),
            "by": .string(report.developer),
            "since": .string(report.since.description),
        ])
    }

    private static func retry(_ retry: PendingRetry) -> JSONValue {
        .object([
            "run": .string(retry.run.text),
            "attempt": .integer(retry.attempt),
            "at": .string(retry.due.description),
        ])
    }

    static func run(_ record: RunRecord, now: Timestamp) -> JSONValue {
        .object([
            "id": .string(record.id.text),
            "job": .string(record.job.text),
            "outcome": .string(record.outcome.rawValue),
            "trigger": .string(record.request.trigger),
            "arguments": .array(record.request.arguments.map(JSONValue.string)),
            "started": .string(record.start.description),
            "ended": .optional(record.end?.description),
            "duration_ms": .integer(record.duration(now: now).inNanoseconds / 1_000_000),
            "exit_code": .optional(record.exitCode),
            "signal": .optional(record.signal),
            "cause": .optional(record.cause?.rawValue),
            "detail": .optional(record.detail),
            "version": .optional(record.version?.hexadecimal),
            "pid": .optional(record.processID),
            "scheduled": .optional(record.request.scheduledTime?.rfc3339(decimals: 0)),
            "occurrences": .integer(record.occurrences),
            "attempt": .integer(record.request.attempt),
            "queued": .optional(record.queued?.description),
            "input_bytes": .optional(record.inputSize),
            "cpu_ms": .optional(record.processorTime.map { Int($0.inNanoseconds / 1_000_000) }),
            "peak_memory_bytes": .optional(record.peakMemory),
            "retry_of": .optional(record.request.retryOf?.text),
            "after": .optional(record.request.predecessor?.description),
            "file": .optional(record.request.file),
        ])
    }
}
