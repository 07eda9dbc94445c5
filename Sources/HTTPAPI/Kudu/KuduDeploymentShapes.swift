import Deployments
import JobModel

/// Deployments in the original's JSON shapes.
struct KuduDeploymentShapes {
    let base: String
    /// The active deployment's id.
    let active: String?

    func deployment(_ record: DeploymentRecord) -> JSONValue {
        let url = "\(base)/api/deployments/\(record.id)"
        let end = record.end?.description
        return .object([
            "id": .string(record.id),
            "status": .integer(record.status.rawValue),
            "status_text": .string(record.reason ?? ""),
            "author_email": .string("N/A"),
            "author": .string(record.author),
            "deployer": .string(record.deployer),
            "message": .string(record.message),
            "progress": .string(record.status.isFinal ? "" : record.status.name),
            "received_time": .string(record.received.description),
            "start_time": .string(record.received.description),
            "end_time": .optional(end),
            "last_success_end_time": .optional(record.status == .success ? end : nil),
            "complete": .bool(record.status.isFinal),
            "active": .bool(record.id == active),
            "is_temp": .bool(false),
            "is_readonly": .bool(record.site == nil),
            "url": .string(url),
            "log_url": .string("\(url)/log"),
            "site_name": .string("site"),
            "provisioningState": .string(provisioningState(record.status)),
        ])
    }

    private func provisioningState(_ status: DeploymentRecord.Status) -> String {
        switch status {
        case .pending, .building, .deploying: "InProgress"
        case .failed: "Failed"
        case .success: "Succeeded"
        }
    }

    /// The lines of the log as entries, all of the time at which the deployment came in.
    func log(_ record: DeploymentRecord, _ text: String) -> JSONValue {
        let lines = text.split(separator: "\n")
        return .array(
            lines.enumerated().map { number, line in
                .object([
                    "log_time": .string(record.received.description),
                    "id": .string("\(record.id)-\(number)"),
                    "message": .string(String(line)),
                    "type": .integer(0),
                    "details_url": .null,
                ])
            }
        )
    }
}
