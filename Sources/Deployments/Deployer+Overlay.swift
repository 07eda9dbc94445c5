import GitHosting
import JobModel
package import LinuxSystem

extension Deployer {
    /// Puts the files of a zip archive over those that are in a folder of the site; nothing is removed.
    ///
    /// `path`: the folder's, in the site's tree. What was edited in a job that it touches is deployed along with it.
    @discardableResult
    package func overlay(
        archive: SharedDescriptor,
        at path: String,
        author: String
    ) async throws(DeploymentError) -> DeploymentRecord {
        let folder = try scratchFolder()
        defer { removal.remove(folder) }
        let repository = try open()
        let record = newRecord("zip", author, "files put over \(path.isEmpty ? "the site" : path)")
        let source = FileSource(repository)
        return try await deploy(record, repository, source: source, tell: { _ in }) {
            () throws(DeploymentError) in
            let unpacked = try self.unpack(archive, to: folder, repository)
            source.add(unpacked)
            let overlay = SiteOverlay(repository: repository, layout: self.layout, clock: self.clock)
            do {
                return try overlay.change(unpacked.stored.tree, at: path, over: try self.store.active())
            } catch {
                throw .failed("\(error)")
            }
        }
    }
}
