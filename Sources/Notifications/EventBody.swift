import JobModel

/// What those who want to hear of an event get: its facts, where it happened, where to look, and the last lines of the
/// log.
struct EventBody {
    let layout: HomeLayout
    let instance: InstanceID
    let hostName: String
    let base: String
    /// Lines of the log.
    let lines: Int

    func object(_ event: HostEvent, as kind: HostEventKind? = nil, _ held: Throttle.Held?) -> JSONObject {
        var object = event.json.object ?? [:]
        if let kind { object["event"] = .string(kind.rawValue) }
        object["host"] = .object(["name": .string(hostName), "instance": .string(instance.text)])
        if let url = url(event) { object["url"] = .string(url) }
        if let held { object["digest"] = Self.digest(held) }
        if let path = log(event) { object["log"] = .array(LogTail.lines(of: path, limit: lines).map(JSONValue.string)) }
        return object
    }

    /// Events that were not told one by one.
    static func digest(_ held: Throttle.Held) -> JSONValue {
        .object([
            "count": .integer(held.count),
            "since": .string(held.since.description),
            "over": .bool(held.isOver),
        ])
    }

    private func url(_ event: HostEvent) -> String? {
        if let deployment = event.deployment { return "\(base)/api/v1/deployments/\(deployment.id)" }
        guard let job = event.job else { return nil }
        let url = "\(base)/api/v1/jobs/\(job)"
        return event.run.map { "\(url)/runs/\($0.id)" } ?? url
    }

    private func log(_ event: HostEvent) -> String? {
        switch event.kind {
        case .succeeded, .failed, .stopped, .recovered, .crashLooping, .up: break
        case .queued, .started, .skipped, .missed, .late, .problem, .problemCleared, .added, .changed, .removed,
            .status, .deployed, .deploymentFailed:
            return nil
        }
        guard let job = event.job else { return nil }
        return event.run.map { "\(layout.run($0.id, of: $0.job))/output_log.txt" } ?? layout.log(of: job)
    }
}
