extension HostEvent {
    /// The event as programs read it; members that say nothing here are left out.
    package var json: JSONValue {
        var object: JSONObject = ["event": .string(kind.rawValue), "time": .string(time.description)]
        if let job {
            object["job"] = .string(job.name.text)
            object["type"] = .string(job.type.rawValue)
        }
        if let run { object["run"] = Self.json(run) }
        if kind == .failed, run != nil { object["will_retry"] = .bool(willRetry) }
        if let process { object["process"] = process.json }
        if let problem {
            object["problem"] = .object([
                "code": .string(problem.code),
                "path": .string(problem.path),
                "line": .optional(problem.line),
                "column": .optional(problem.column),
                "message": .string(problem.message),
            ])
        }
        if let deployment { object["deployment"] = deployment.json }
        if let detail { object["detail"] = .string(detail) }
        return .object(object)
    }

    private static func json(_ run: RunRecord) -> JSONValue {
        .object([
            "id": .string(run.id.text),
            "outcome": .string(run.outcome.rawValue),
            "cause": .optional(run.cause?.rawValue),
            "detail": .optional(run.detail),
            "trigger": .string(run.request.trigger),
            "attempt": .integer(run.request.attempt),
            "started": .string(run.start.description),
            "ended": .optional(run.end?.description),
            "exit_code": .optional(run.exitCode),
            "signal": .optional(run.signal),
            "scheduled": .optional(run.request.scheduledTime?.rfc3339(decimals: 0)),
            "occurrences": .integer(run.occurrences),
            "version": .optional(run.version?.hexadecimal),
        ])
    }
}

extension HostEvent.ProcessFacts {
    var json: JSONValue {
        .object([
            "pid": .optional(processID),
            "exit_code": .optional(exitCode),
            "signal": .optional(signal),
            "lifetime_ms": lifetime.map { .integer($0.inNanoseconds / 1_000_000) } ?? .null,
            "failures": .integer(failures),
        ])
    }
}

extension HostEvent.DeploymentFacts {
    var json: JSONValue {
        .object([
            "id": .string(id),
            "status": .string(isSuccess ? "success" : "failed"),
            "deployer": .string(deployer),
            "author": .string(author),
            "message": .string(message),
            "commit": .optional(commit),
            "branch": .optional(branch),
            "received": .string(received.description),
            "ended": .optional(end?.description),
            "reason": .optional(reason),
        ])
    }
}
