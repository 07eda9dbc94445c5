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
    /// `disable.job` stays where it was, and so does `settings.job` when the upload brings none. `settings`: keys that
    /// `settings.job` gets, whatever the upload brings.
    @discardableResult
    package func deploy(
        _ job: JobID,
        _ upload: Upload,
        settings: [String: JSONValue] = [:],
        author: String,
        tell: @escaping Teller = { _ in }
    ) async throws(DeploymentError) -> DeploymentRecord {
        let unpacked = try scratchFolder()
        defer { removal.remove(unpacked) }
        try unpack(upload, to: unpacked)
        let description = JobInspector(lookup: lookup).inspect(DiskFolder(unpacked), id: job, path: job.description)
        if description.problems.contains(where: { $0.code == "no_script" }) { throw .noScript }
        let problems = description.problems.filter { $0.severity == .problem }
        guard problems.isEmpty else { throw .refused(problems) }
        do {
            try keepSettings(of: job, in: unpacked, description.scriptFolder)
            try set(settings, in: unpacked, description.scriptFolder)
        } catch {
            throw .failed("\(error)")
        }
        let repository = try open()
        let tree = try read { () throws(GitError) in try repository.store(folder: unpacked) }
        let record = newRecord("upload", author, "upload of \(job)")
        return try await deploy(record, repository, tell: tell) { .job(job, tree) }
    }

    /// Takes one job out of the site; what ran of it is stopped.
    ///
    /// `false` when there is none.
    package func remove(_ job: JobID, author: String) async throws(DeploymentError) -> Bool {
        guard Folder.exists(layout.folder(of: job)) else { return false }
        let record = newRecord("delete", author, "removal of \(job)")
        _ = try await deploy(record, try open(), tell: { _ in }) { .removal(job) }
        return true
    }

    /// Replaces the `settings.job` of a job.
    ///
    /// `path` is the file's below the job's folder. Of a job that nobody deployed it is just written.
    package func replaceSettings(
        of job: JobID,
        at path: String,
        with text: [UInt8],
        author: String
    ) async throws(DeploymentError) {
        let repository = try open()
        guard try isDeployed(job, repository) else { return try write(text, to: "\(layout.folder(of: job))/\(path)") }
        let entry = try read { () throws(GitError) in try repository.store(bytes: text, as: "settings.job") }
        let record = newRecord("settings", author, "settings of \(job)")
        _ = try await deploy(record, repository, tell: { _ in }) { .file(job, path: path, entry) }
    }

    private func isDeployed(_ job: JobID, _ repository: Repository) throws(DeploymentError) -> Bool {
        let planner = SitePlanner(repository: repository, layout: layout, lookup: lookup, clock: clock)
        do {
            guard let tree = try store.active().tree, repository.contains(tree: tree) else { return false }
            return try repository.folder(at: "\(planner.jobsPath)/\(job)", of: tree) != nil
        } catch {
            throw .failed("\(error)")
        }
    }

    private func write(_ text: [UInt8], to path: String) throws(DeploymentError) {
        do throws(SystemError) {
            try AtomicFile.write(text, to: path)
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

    /// An upload without settings leaves those that are there.
    private func keepSettings(of job: JobID, in folder: String, _ scriptFolder: String) throws {
        let live = layout.folder(of: job)
        let old = JobInspector(lookup: lookup).inspect(DiskFolder(live), id: job, path: job.description)
        let from = old.scriptFolder.isEmpty ? live : "\(live)/\(old.scriptFolder)"
        let to = scriptFolder.isEmpty ? folder : "\(folder)/\(scriptFolder)"
        guard !AtomicFile.exists("\(to)/settings.job"), let bytes = try FileContents.read("\(from)/settings.job") else {
            return
        }
        try AtomicFile.write(bytes, to: "\(to)/settings.job")
    }

    /// Leaves a file alone that is no settings file: what is wrong with it is told.
    private func set(_ settings: [String: JSONValue], in folder: String, _ scriptFolder: String) throws {
        guard !settings.isEmpty else { return }
        let path = "\(scriptFolder.isEmpty ? folder : "\(folder)/\(scriptFolder)")/settings.job"
        guard var edit = SettingsTextEdit(try FileContents.read(path) ?? []) else { return }
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) { edit.set(key, to: value) }
        try AtomicFile.write(edit.text, to: path)
    }
}
