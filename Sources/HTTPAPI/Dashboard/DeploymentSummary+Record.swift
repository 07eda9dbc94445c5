import Dashboard
import Deployments
import GitHosting
import JobModel

extension DeploymentSummary {
    init(_ record: DeploymentRecord, active: String?) {
        self.init(
            id: record.id,
            state: State(record.status),
            kind: record.deployer,
            author: record.author,
            message: record.message,
            received: record.received
        )
        end = record.end
        commit = record.commit
        branch = record.branch
        reason = record.reason
        jobs = record.jobs.map { JobLine($0) }
        isActive = record.id == active
        canReturn = record.site != nil
        again = record.again
    }
}

extension DeploymentSummary.State {
    init(_ status: DeploymentRecord.Status) {
        switch status {
        case .pending: self = .waiting
        case .building: self = .building
        case .deploying: self = .deploying
        case .failed: self = .failed
        case .success: self = .succeeded
        }
    }
}

extension DeploymentSummary.JobLine {
    init(_ change: JobChange) {
        let kind: Change =
            switch change.kind {
            case .new: .new
            case .changed: .changed
            case .unchanged: .unchanged
            case .removed: .removed
            case .problem: .problem
            }
        self.init(change.type, change.name, kind, files: change.fileCount)
    }
}

extension SiteDifference {
    /// `home`: where the site's repository is, for a command that shows all of it.
    init(_ found: SiteDifferences, home: String) {
        // The tree of nothing, which git knows without having it.
        let nothing = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
        let before = found.before?.hexadecimal ?? nothing
        let after = found.after?.hexadecimal ?? nothing
        self.init(
            jobs: found.jobs.map { DeploymentSummary.JobLine($0) },
            files: found.files.map { File($0) },
            furtherFiles: found.furtherFiles,
            command: "git --git-dir \(home)/site/repository diff \(before.prefix(12)) \(after.prefix(12))"
        )
    }
}

extension SiteDifference.File {
    init(_ file: SiteDifferences.File) {
        let (old, new) = (file.difference.old, file.difference.new)
        self.init(path: file.path, change: old == nil ? .new : new == nil ? .removed : .changed)
        lines = file.patch.lines.map { line in
            let kind: SiteDifference.Line.Kind =
                switch line.kind {
                case .same: .same
                case .added: .added
                case .removed: .removed
                case .place: .place
                }
            return SiteDifference.Line(kind, line.text, line.number)
        }
        added = file.patch.added
        removed = file.patch.removed
        furtherLines = file.patch.furtherLines
        switch file.patch.obstacle {
        case .binary?: obstacle = "It is no text."
        case .tooLarge(let bytes)?: obstacle = "It has \(bytes) bytes, too many to be compared here."
        case nil: obstacle = nil
        }
    }
}
