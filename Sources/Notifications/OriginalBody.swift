import JobModel
import LinuxSystem

/// What the original's two events say, in its shapes: members without a value are left out.
struct OriginalBody {
    static let postDeployment = "PostDeployment"
    static let triggeredJobFinished = "TriggeredJobFinished"

    let base: String
    let layout: HomeLayout
    let hostName: String

    /// The name and body of the original's event that this one is; `nil` where it has none.
    func event(_ event: HostEvent) -> (name: String, body: JSONValue)? {
        if let facts = event.deployment { return (Self.postDeployment, deployment(facts)) }
        switch event.kind {
        case .succeeded, .failed, .stopped: return event.run.map { (Self.triggeredJobFinished, run($0)) }
        default: return nil
        }
    }

    private func run(_ record: RunRecord) -> JSONValue {
        var object: JSONObject = [
            "id": .string(record.id.text),
            "name": .string(record.id.text),
            "status": .string(record.outcome.rawValue),
            "start_time": .string(record.start.description),
        ]
        if let end = record.end {
            object["end_time"] = .string(end.description)
            object["duration"] = .string(ClockSpan.text(end - record.start))
        }
        let output = "data/jobs/triggered/\(record.job)/\(record.id)/output_log.txt"
        if AtomicFile.exists("\(layout.home)/\(output)") { object["output_url"] = .string("\(base)/vfs/\(output)") }
        object["url"] = .string("\(base)/api/triggeredwebjobs/\(record.job)/history/\(record.id)")
        object["job_name"] = .string(record.job.text)
        object["trigger"] = .string(record.request.trigger)
        return .object(object)
    }

    private func deployment(_ facts: HostEvent.DeploymentFacts) -> JSONValue {
        var object: JSONObject = [
            "id": .string(facts.id),
            "status": .string(facts.isSuccess ? "success" : "failed"),
        ]
        if let reason = facts.reason { object["statusText"] = .string(reason) }
        object["author"] = .string(facts.author)
        object["message"] = .string(facts.message)
        object["deployer"] = .string(facts.deployer)
        object["receivedTime"] = .string(facts.received.description)
        object["startTime"] = .string(facts.received.description)
        if let end = facts.end {
            object["endTime"] = .string(end.description)
            if facts.isSuccess { object["lastSuccessEndTime"] = .string(end.description) }
        }
        object["complete"] = .bool(true)
        object["siteName"] = .string("site")
        object["hostName"] = .string(hostName)
        return .object(object)
    }
}
