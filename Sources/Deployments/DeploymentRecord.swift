package import JobModel

/// What is kept of one deployment: an attempt to change the site, successful or not.
package struct DeploymentRecord: Sendable, Hashable {
    /// The numbers are the original's.
    package enum Status: Int, Sendable, Hashable, CaseIterable {
        case pending = 0
        case building = 1
        case deploying = 2
        case failed = 3
        case success = 4

        package var isFinal: Bool { self == .failed || self == .success }

        package var name: String {
            switch self {
            case .pending: "pending"
            case .building: "building"
            case .deploying: "deploying"
            case .failed: "failed"
            case .success: "success"
            }
        }
    }

    /// Sorts by time: the moment it was received and, for a push, its commit.
    package let id: String
    /// `push`, `zip`, `folder`, `fetch`, `webhook`, `upload`, `settings`, `delete`, `rollback` or
    /// `clean`, or what a client of the original says.
    package let deployer: String
    package internal(set) var author: String
    package internal(set) var authorEmail: String?
    package internal(set) var message: String
    package internal(set) var commit: String?
    package internal(set) var branch: String?
    package let received: Timestamp
    package var tree: TreeID?
    package var status: Status
    package var end: Timestamp?
    /// Why it failed, in one sentence.
    package var reason: String?
    package var jobs: [JobChange]
    /// What it made of the site, for a return to it; only of a successful one.
    package var site: ActiveSite?
    /// The deployment that it made active again.
    package internal(set) var again: String?
    /// What a deployment is called that was made elsewhere and is only on record here.
    package internal(set) var externalID: String?
    /// Under which id edits are kept that it overwrote.
    package var edits: String?

    package init(
        id: String,
        deployer: String,
        author: String,
        message: String,
        commit: String? = nil,
        branch: String? = nil,
        received: Timestamp
    ) {
        self.id = id
        self.deployer = deployer
        self.author = author
        self.message = message
        self.commit = commit
        self.branch = branch
        self.received = received
        status = .pending
        jobs = []
    }
}
