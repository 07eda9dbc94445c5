import GitHosting
import JobDiscovery
package import JobModel
package import LinuxSystem

extension Deployer {
    /// What somebody uploads as one job.
    package enum Upload: Sendable {
        case archive(SharedDescriptor)
        /// A single file with its name.
        case script(SharedDescriptor, name: String)
    }

    /// Puts one job into the site, in the place of one that has its name.
    ///
    /// `disable.job` stays where it was, and so does `settings.job` when the upload brings none.
    @discardableResult
    package func deploy(_ job: JobID, _ upload: Upload, author: String) throws(DeploymentError) -> DeploymentRecord {
        let unpacked = try scratchFolder()
        defer { try? Folder.removeTree(unpacked) }
        try unpack(upload, to: unpacked)
        let description = JobInspector(lookup: lookup).inspect(DiskFolder(unpacked), id: job, path: job.description)
        if description.problems.contains(where: { $0.code == "no_script" }) { throw .noScript }
        let problems = description.problems.filter { $0.severity == .problem }
        guard problems.isEmpty else { throw .refused(problems) }

        let repository = try open()
        let tree = try read { () throws(GitError) in try repository.store(folder: unpacked) }
        var record = newRecord("upload", author, "upload of \(job)", job)
        try keep(tree, record, repository)
        let kind: JobChange.Kind = AtomicFile.exists(layout.folder(of: job)) ? .changed : .new
        record.jobs = [JobChange(type: job.type, name: job.name.text, kind: kind, fileCount: 0, problems: [])]
        try change(&record) { activation in
            try carry(over: job, to: unpacked, description.scriptFolder)
            try activation.replace(layout.folder(of: job), with: unpacked)
        } then: { active in
            active.uploads[job.description] = tree
        }
        return record
    }

    /// Takes one job out of the site; what ran of it is stopped.
    ///
    /// `false` when there is none.
    package func remove(_ job: JobID, author: String) throws(DeploymentError) -> Bool {
        guard Folder.exists(layout.folder(of: job)) else { return false }
        let removed = try scratchFolder()
        defer { try? Folder.removeTree(removed) }
        var record = newRecord("delete", author, "removal of \(job)", job)
        record.jobs = [JobChange(type: job.type, name: job.name.text, kind: .removed, fileCount: 0, problems: [])]
        try change(&record) { activation in
            try activation.remove(layout.folder(of: job), to: removed)
        } then: { active in
            active.uploads[job.description] = nil
        }
        return true
    }

    private func newRecord(_ deployer: String, _ author: String, _ message: String, _ job: JobID) -> DeploymentRecord {
        DeploymentRecord(
            id: nextID(suffix: deployer),
            deployer: deployer,
            author: author,
            message: message,
            received: clock.wallTime()
        )
    }

    /// One small activation with its record.
    private func change(
        _ record: inout DeploymentRecord,
        prepare: (inout Activation) throws -> Void,
        then: (inout ActiveSite) -> Void
    ) throws(DeploymentError) {
        do {
            let folder = store.folder(record.id)
            try Folder.create(folder)
            try Folder.create("\(layout.jobsRoot)/\(record.jobs[0].type.rawValue)")
            var activation = Activation(deploymentFolder: folder)
            try prepare(&activation)
            var active = try store.active()
            try activation.perform(from: nil, to: nil) {}
            then(&active)
            try store.setActive(active)
            record.status = .success
            record.end = clock.wallTime()
            try store.write(record)
            activation.commit()
            try store.write(log: ["\(record.message) by \(record.author)"], of: record.id)
        } catch {
            throw .failed("\(error)")
        }
    }

    private func unpack(_ upload: Upload, to folder: String) throws(DeploymentError) {
        switch upload {
        case .archive(let file):
            try extract(file, to: folder)
        case .script(let file, let name):
            guard Self.isFileName(name) else { throw .badArchive("\"\(name)\" is not the name of a file") }
            do throws(SystemError) {
                try Folder.create(folder)
                // A script may be meant to be run by its own first line.
                let target = try Descriptor.open("\(folder)/\(name)", 0o101, mode: 0o755)
                let source = try Descriptor.open("/proc/self/fd/\(file.number)")
                try FileCopy.contents(of: source, to: target)
            } catch {
                throw .failed("\(error)")
            }
        }
    }

    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255 && !name.contains("/")
            && !name.utf8.contains { $0 < 32 }
    }

    /// Copies what outlives an upload from the live folder.
    private func carry(over job: JobID, to folder: String, _ scriptFolder: String) throws {
        let live = layout.folder(of: job)
        let old = JobInspector(lookup: lookup).inspect(DiskFolder(live), id: job, path: job.description)
        let from = old.scriptFolder.isEmpty ? live : "\(live)/\(old.scriptFolder)"
        let to = scriptFolder.isEmpty ? folder : "\(folder)/\(scriptFolder)"
        for name in ["disable.job", "settings.job"] where !AtomicFile.exists("\(to)/\(name)") {
            guard let bytes = try FileContents.read("\(from)/\(name)") else { continue }
            try AtomicFile.write(bytes, to: "\(to)/\(name)")
        }
    }
}
