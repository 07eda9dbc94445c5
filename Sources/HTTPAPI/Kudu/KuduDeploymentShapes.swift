import Deployments
import JobModel

/// Deployments in the original's JSON shape.
struct KuduDeploymentShapes {
    let base: String
    /// The active deployment's id.
    let active: String?
    let siteName: String

    func url(_ entry: KuduDeployments.Entry) -> String {
        "\(base)/api/deployments/\(QueryString.encode(entry.id))"
    }

    func deployment(_ entry: KuduDeployments.Entry) -> JSONValue {
        let (record, attempt) = (entry.record, entry.attempt)
        let lastSuccess = ([attempt] + entry.repeats + [record]).first { $0.status == .success }
        return .object([
            "id": .string(entry.id),
            "status": .integer(attempt.status.rawValue),
            "status_text": .string(attempt.reason ?? ""),
            "author_email": .string(record.authorEmail ?? "N/A"),
            "author": .string(record.author),
            "deployer": .string(record.deployer),
            "message": .string(record.message),
            "progress": .string(attempt.status.isFinal ? "" : attempt.status.name),
            "received_time": .string(record.received.description),
            "start_time": .string(attempt.received.description),
            "end_time": .optional(attempt.end?.description),
            "last_success_end_time": .optional(lastSuccess?.end?.description),
            "complete": .bool(attempt.status.isFinal),
            "active": .bool(entry.isActive(active)),
            "is_temp": .bool(false),
            "is_readonly": .bool(record.site == nil),
            "url": .string(url(entry)),
            "log_url": .string("\(url(entry))/log"),
            "site_name": .string(siteName),
            "provisioningState": .string(provisioningState(attempt.status)),
        ])
    }

    private func provisioningState(_ status: DeploymentRecord.Status) -> String {
        switch status {
        case .pending, .building, .deploying: "InProgress"
        case .failed: "Failed"
        case .success: "Succeeded"
        }
    }
}
