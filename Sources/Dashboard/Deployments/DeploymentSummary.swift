package import JobModel

/// What pages say of one deployment.
package struct DeploymentSummary: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case waiting = "Waiting"
        case building = "Building"
        case deploying = "Deploying"
        case failed = "Not deployed"
        case succeeded = "Deployed"

        var isFinal: Bool { self == .failed || self == .succeeded }

        var mark: HTML {
            switch self {
            case .waiting: Mark.html(.waiting, .quiet, rawValue)
            case .building, .deploying: Mark.html(.running, .active, rawValue)
            case .failed: Mark.html(.failed, .bad, rawValue)
            case .succeeded: Mark.html(.succeeded, .good, rawValue)
            }
        }
    }

    package let id: String
    package let state: State
    /// `push`, `zip`, `upload` and so on.
    package let kind: String
    package let author: String
    package let message: String
    package let received: Timestamp
    package var end: Timestamp?
    package var commit: String?
    package var branch: String?
    /// Why it failed.
    package var reason: String?
    package var jobs: [JobLine] = []
    package var isActive = false
    /// Whether it made something of the site that can be had again.
    package var canReturn = false
    /// The deployment that it made active again.
    package var again: String?

    /// What it meant for one job.
    package struct JobLine: Sendable, Hashable {
        package enum Change: String, Sendable, CaseIterable {
            case new
            case changed
            case unchanged
            case removed
            case problem
        }

        package let type: JobType
        package let name: String
        package let change: Change
        package let files: Int

        package init(_ type: JobType, _ name: String, _ change: Change, files: Int) {
            self.type = type
            self.name = name
            self.change = change
            self.files = files
        }
    }

    package init(id: String, state: State, kind: String, author: String, message: String, received: Timestamp) {
        self.id = id
        self.state = state
        self.kind = kind
        self.author = author
        self.message = message
        self.received = received
    }

    package static func path(_ id: String) -> String { "/ui/deployments/\(JobPath.encoded(id))" }
    var path: String { Self.path(id) }

    /// The first line of its message, or what else it can be called.
    var title: String {
        message.split(separator: "\n").first.map(String.init) ?? id
    }

    /// `push to main, 1a2b3c4d5e, by Ada`.
    var origin: String {
        let place = branch.map { " to \($0)" } ?? ""
        let commit = commit.map { ", \($0.prefix(10))" } ?? ""
        return "\(kind)\(place)\(commit), by \(author)"
    }

    func took(_ now: Timestamp) -> String {
        if let end { return SpanWords.text(end - received) }
        return SpanWords.whole(Int((now - received).components.seconds))
    }
}
