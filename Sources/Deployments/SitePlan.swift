import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem

/// What a deployment would change, worked out before anything is touched.
struct SitePlan {
    /// One job folder that changes.
    struct JobStep {
        enum Kind {
            /// The differences are carried out; files that nobody deployed stay.
            case change
            /// Only what is deployed is there afterwards.
            case rewrite
            case removal
        }

        let folder: JobFolderName
        let kind: Kind
        /// Paths inside the folder; of a rewrite, every file.
        let differences: [TreeDifference]
        /// What the folder is afterwards, but for files that nobody deployed; `nil` of a removal.
        var tree: TreeID?
    }

    /// A job as it is afterwards, whether it changes or not.
    struct Job {
        let folder: JobFolderName
        let tree: TreeID
        let description: JobDescription
    }

    let next: ActiveSite
    var changes: [JobChange]
    var strays: [Problem]
    let steps: [JobStep]
    /// Files of the site outside of the job folders; paths below the site's root.
    let otherFiles: [TreeDifference]
    /// All jobs of the site that can be one by their names.
    let jobs: [Job]

    /// ``otherFiles`` by the topmost folder that they are in.
    var otherFolders: [String: [TreeDifference]] {
        var folders: [String: [TreeDifference]] = [:]
        for file in otherFiles {
            guard let slash = file.path.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
            let inner = String(Substring(file.path.utf8[file.path.utf8.index(after: slash)...]))
            let folder = String(Substring(file.path.utf8[..<slash]))
            folders[folder, default: []].append(TreeDifference(inner, file.old, file.new))
        }
        return folders
    }

    /// What must be mended before this can be deployed.
    var blockingProblems: [Problem] {
        changes.filter { $0.kind == .problem }.flatMap(\.problems).filter { $0.severity == .problem }
    }

    /// Continuous jobs that start anew with this deployment.
    var startingJobs: [JobID] {
        changes.compactMap { change in
            guard change.type == .continuous, change.kind == .new || change.kind == .changed else { return nil }
            // A name that no job can have would have been a problem.
            return (try? JobName(change.name)).map { JobID(type: .continuous, name: $0) }
        }
    }

    /// The job a path belongs to, and the path inside its folder.
    static func split(_ path: String, jobsPath: String) -> (folder: JobFolderName, inner: String)? {
        guard path.hasPrefix("\(jobsPath)/") else { return nil }
        let parts = path.dropFirst(jobsPath.count + 1).split(separator: "/", maxSplits: 2)
        guard parts.count == 3, let type = JobType(rawValue: String(parts[0])) else { return nil }
        return (JobFolderName(type: type, name: String(parts[1])), String(parts[2]))
    }
}

/// A job's folder by its type and its name, which may be no valid job name.
struct JobFolderName: Hashable, Comparable, CustomStringConvertible {
    let type: JobType
    let name: String

    var description: String { "\(type.rawValue)/\(name)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.type, left.name) < (right.type, right.name)
    }
}

extension JobFolderName {
    init(_ job: JobID) {
        self.init(type: job.type, name: job.name.text)
    }
}
