import GitHosting
import JobModel
package import LinuxSystem
import ZipArchives

extension Deployer {
    /// Who deploys what, for the record.
    package struct Origin: Sendable {
        package let deployer: String
        package let author: String
        package let authorEmail: String?
        package let message: String

        package init(deployer: String, author: String, authorEmail: String? = nil, message: String) {
            self.deployer = deployer
            self.author = author
            self.authorEmail = authorEmail
            self.message = message
        }
    }

    /// Puts a deployment on record that is about to begin, for those who do not wait for it.
    package func announce(_ origin: Origin) throws(DeploymentError) -> DeploymentRecord {
        let record = newRecord(origin)
        do throws(SystemError) {
            try store.write(record)
        } catch {
            throw .failed("\(error)")
        }
        return record
    }

    /// Deploys a zip archive of a whole site.
    ///
    /// A lone folder around `App_Data` is entered. `announced`: the record it has already.
    @discardableResult
    package func deploy(
        archive: SharedDescriptor,
        _ origin: Origin,
        announced: DeploymentRecord? = nil,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        let folder = try scratchFolder()
        defer { removal.remove(folder) }
        let repository = try open()
        let record = announced ?? newRecord(origin)
        let source = FileSource(repository)
        let isOnRecord = announced != nil
        return try await deploy(
            record,
            isOnRecord: isOnRecord,
            repository,
            source: source,
            options: options,
            tell: tell
        ) {
            () throws(DeploymentError) in
            let unpacked = try self.unpack(archive, to: folder, repository)
            source.add(unpacked)
            return .site(unpacked.site)
        }
    }

    /// Deploys a folder of this machine as the whole site; it is read, never changed.
    @discardableResult
    package func deploy(
        folder: String,
        _ origin: Origin,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        guard Folder.exists(folder) else { throw .failed("there is no folder \(folder)") }
        let repository = try open()
        // The folder may well be a clone.
        let tree = try read { () throws(GitError) in try repository.store(folder: folder, leavingOut: [".git"]) }
        let record = newRecord(origin)
        return try await deploy(record, repository, options: options, tell: tell) { .site(tree) }
    }

    func unpack(
        _ archive: SharedDescriptor,
        to folder: String,
        _ repository: Repository
    ) throws(DeploymentError) -> UnpackedArchive {
        do {
            return try UnpackedArchive(archive, to: folder, in: repository)
        } catch let error as ZipError {
            throw .badArchive("\(error)")
        } catch {
            throw .failed("\(error)")
        }
    }

    func extract(_ archive: SharedDescriptor, to folder: String) throws(DeploymentError) {
        do throws(ZipError) {
            try ZipExtractor(limits: .deployed).extract(archive, to: folder)
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
}
