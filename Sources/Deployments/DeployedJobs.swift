import GitHosting
package import JobModel
import Synchronization

/// The versions of all jobs as they were deployed, kept from one look to the next as long as nothing is deployed.
final class DeployedJobs: Sendable {
    private let layout: HomeLayout
    private let known = Mutex<(tree: TreeID, jobs: [String: TreeID])?>(nil)

    init(layout: HomeLayout) {
        self.layout = layout
    }

    /// By `TYPE/NAME`.
    func jobs(of active: ActiveSite, jobsPath: String) throws(GitError) -> [String: TreeID] {
        guard let tree = active.tree else { return [:] }
        if let known = known.withLock({ $0 }), known.tree == tree { return known.jobs }
        let repository = try Repository(opening: layout.repository)
        var jobs: [String: TreeID] = [:]
        for type in JobType.allCases {
            guard let folder = try repository.folder(at: "\(jobsPath)/\(type.rawValue)", of: tree) else { continue }
            for entry in try repository.entries(of: folder) where entry.kind == .folder {
                jobs["\(type.rawValue)/\(entry.name)"] = entry.object
            }
        }
        let found = jobs
        known.withLock { $0 = (tree, found) }
        return jobs
    }
}

/// Where the content of a job's folder comes from.
package enum JobOrigin: String, Sendable, Hashable {
    /// Exactly what was deployed.
    case deployment
    /// Deployed, and changed on the server since.
    case edited
    /// Nobody deployed it.
    case hand
}

/// What was deployed of every job.
package struct JobOrigins: Sendable {
    /// The deployed tree that they are of; nothing is deployed without one.
    package let tree: TreeID?
    let jobs: [String: TreeID]

    /// `version`: of the folder as it is now; `nil` where it cannot be told, which counts as unchanged.
    package func origin(_ type: JobType, _ name: String, version: TreeID?) -> JobOrigin {
        guard let deployed = jobs["\(type.rawValue)/\(name)"] else { return .hand }
        return version == nil || version == deployed ? .deployment : .edited
    }
}
