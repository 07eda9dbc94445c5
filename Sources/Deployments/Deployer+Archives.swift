import GitHosting
import JobModel
package import LinuxSystem
import ZipExtraction

extension Deployer {
    /// Who deploys what, for the record.
    package struct Origin: Sendable {
        package let deployer: String
        package let author: String
        package let message: String

        package init(deployer: String, author: String, message: String) {
            self.deployer = deployer
            self.author = author
            self.message = message
        }
    }

    /// Deploys a zip archive of a whole site.
    ///
    /// A lone folder around `App_Data` is entered.
    @discardableResult
    package func deploy(
        archive: SharedDescriptor,
        _ origin: Origin,
        tell: @escaping Teller
    ) throws(DeploymentError) -> DeploymentRecord {
        let folder = try scratchFolder()
        defer { try? Folder.removeTree(folder) }
        try extract(archive, to: folder)
        return try deploy(folder: Self.siteRoot(folder), origin, tell: tell)
    }

    /// Deploys a folder of this machine as the whole site; it is read, never changed.
    @discardableResult
    package func deploy(
        folder: String,
        _ origin: Origin,
        tell: @escaping Teller
    ) throws(DeploymentError) -> DeploymentRecord {
        guard Folder.exists(folder) else { throw .failed("there is no folder \(folder)") }
        let repository = try open()
        let tree = try read { () throws(GitError) in try repository.store(folder: folder) }
        var record = DeploymentRecord(
            id: nextID(suffix: origin.deployer),
            deployer: origin.deployer,
            author: origin.author,
            message: origin.message,
            received: clock.wallTime()
        )
        try keep(tree, record, repository)
        try deploySite(tree, &record, repository, tell)
        return record
    }

    func extract(_ archive: SharedDescriptor, to folder: String) throws(DeploymentError) {
        do throws(ZipError) {
            _ = try ZipExtractor().extract(archive, to: folder)
        } catch {
            throw .badArchive("\(error)")
        }
    }

    /// A path that is free, on the home's own disk.
    func scratchFolder() throws(DeploymentError) -> String {
        let path = "\(layout.uploads)/\(nextID(suffix: "unpacked"))"
        do throws(SystemError) {
            try Folder.create(layout.uploads)
        } catch {
            throw .failed("\(error)")
        }
        return path
    }

    /// Gives the tree a reference of its own, so that git never removes its objects.
    func keep(_ tree: TreeID, _ record: DeploymentRecord, _ repository: Repository) throws(DeploymentError) {
        _ = try read { () throws(GitError) in
            try repository.keep(
                tree,
                as: "refs/nyala/deployments/\(record.id)",
                author: record.author,
                message: record.message,
                at: record.received
            )
        }
    }

    private static func siteRoot(_ folder: String) -> String {
        // A folder that cannot be listed fails when it is stored.
        guard let names = try? Folder.names(in: folder), names.count == 1, names[0] != "App_Data" else { return folder }
        let inner = "\(folder)/\(names[0])"
        return Folder.exists("\(inner)/App_Data") ? inner : folder
    }
}
