import GitHosting
import JobModel
package import LinuxSystem

extension Deployer {
    /// Deploys one file of the site, beside everything that is there.
    ///
    /// `path` is below the site's folder. `announced`: the record it has already.
    @discardableResult
    package func deploy(
        file: SharedDescriptor,
        at path: String,
        _ origin: Origin,
        announced: DeploymentRecord? = nil,
        isExecutable: Bool = false,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        let folder = try scratchFolder()
        defer { removal.remove(folder) }
        let repository = try open()
        let record = announced ?? newRecord(origin)
        let copy = "\(folder)/file"
        do throws(SystemError) {
            try Folder.create(folder)
            let target = try Descriptor.open(copy, 0o101, mode: isExecutable ? 0o755 : 0o644)
            try FileCopy.contents(of: Descriptor.open("/proc/self/fd/\(file.number)"), to: target)
        } catch {
            fail(record, .failed("\(error)"))
            throw .failed("\(error)")
        }
        return try await deploy(record, repository, options: options, tell: tell) { () throws(DeploymentError) in
            let entry = try self.read { () throws(GitError) in try repository.store(file: copy) }
            guard let entry else { throw .failed("the file \(copy) is gone") }
            do {
                let tree = try repository.replacing(path, with: entry, in: nil)
                return try SiteOverlay(repository: repository, layout: self.layout, clock: self.clock)
                    .change(tree, at: "", over: self.store.active())
            } catch {
                throw .failed("\(error)")
            }
        }
    }
}
