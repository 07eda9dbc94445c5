import Deployments
import JobModel

/// The log of a deployment in the original's shape: steps, and behind a link what belongs to each.
struct KuduDeploymentLog {
    private struct Step {
        let message: String
        var details: [String] = []
    }

    private let record: DeploymentRecord
    private var steps: [Step] = []

    /// A line that is set in belongs to the one before it that is not.
    init(_ record: DeploymentRecord, _ text: String) {
        self.record = record
        for line in text.split(separator: "\n") {
            if line.hasPrefix(" "), !steps.isEmpty {
                steps[steps.count - 1].details.append(String(line.drop { $0 == " " }))
            } else {
                steps.append(Step(message: String(line)))
            }
        }
        if steps.isEmpty { steps = [Step(message: record.message)] }
        steps[0].details.insert(contentsOf: facts, at: 0)
    }

    private var facts: [String] {
        [
            "deployer: \(record.deployer)", "author: \(record.author)", record.branch.map { "branch: \($0)" },
            record.commit.map { "commit: \($0)" }, record.tree.map { "tree: \($0)" },
        ].compactMap(\.self)
    }

    /// `url`: of the deployment.
    func entries(url: String) -> JSONValue {
        .array(
            steps.enumerated().map { number, step in
                let id = "\(record.id)-\(number)"
                let details: JSONValue = step.details.isEmpty ? .null : .string("\(url)/log/\(id)")
                return entry(id, step.message, isLast: number == steps.count - 1, details)
            }
        )
    }

    /// What belongs to a step; `nil` when there is none of that id.
    func details(of id: String) -> JSONValue? {
        guard let number = steps.indices.first(where: { "\(record.id)-\($0)" == id }) else { return nil }
        return .array(
            steps[number].details.enumerated().map { line, text in entry("\(id)-\(line)", text, isLast: false, .null) }
        )
    }

    private func entry(_ id: String, _ message: String, isLast: Bool, _ details: JSONValue) -> JSONValue {
        let isError = record.status == .failed && (isLast || message.hasPrefix("refused"))
        return .object([
            "log_time": .string(((isLast ? record.end : nil) ?? record.received).description),
            "id": .string(id),
            "message": .string(message),
            "type": .integer(isError ? 2 : 0),
            "details_url": details,
        ])
    }
}
