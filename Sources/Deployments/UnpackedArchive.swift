import GitHosting
import JobModel
import LinuxSystem
import ZipArchives

/// An archive that was unpacked, and stored in the repository meanwhile.
struct UnpackedArchive {
    /// Where its files lie; nobody but its deployment knows of them.
    let folder: String
    let stored: StoredFolder

    private enum Arrival: Sendable {
        case file(UnpackedFile)
        case complete
    }

    /// How far the storing may be behind and still take the time to compress.
    private static let backlog = 16

    /// Unpacks into a folder that this makes and that must not exist.
    ///
    /// One thread makes the files, another reads them again while they are in memory, and hashes and packs them.
    init(_ archive: SharedDescriptor, to folder: String, repository: String) throws {
        let arrivals = HandOver<Arrival>()
        let storing = try SideWork(name: "nyala-store") {
            try Self.store(arrivals, folder, Repository(opening: repository))
        }
        do {
            _ = try ZipExtractor().extract(archive, to: folder) { arrivals.append(.file($0)) }
            arrivals.append(.complete)
            arrivals.end()
        } catch {
            arrivals.end()
            // It ends without a pack; what is wrong with the archive is what counts.
            _ = try? storing.wait()
            throw error
        }
        guard let stored = try storing.wait() else { preconditionFailure("all has arrived") }
        self.folder = folder
        self.stored = stored
    }

    /// The tree of the site in it: a lone folder around `App_Data` is entered.
    var site: TreeID {
        guard stored.folders[""]?.count == 1,
            let only = stored.folders.keys.first(where: { $0.hasSuffix("/App_Data") }),
            only.split(separator: "/").count == 2, let name = only.split(separator: "/").first
        else { return stored.tree }
        return stored.folders[String(name)]?.tree ?? stored.tree
    }

    /// `nil` when not all arrives.
    private static func store(
        _ arrivals: HandOver<Arrival>,
        _ folder: String,
        _ repository: Repository
    ) throws(GitError) -> StoredFolder? {
        let storing = try FolderStoring(in: repository)
        while let arrival = arrivals.next() {
            guard case .file(let file) = arrival else { return try storing.finish() }
            // Whoever waits for the deployment must not wait for this.
            let compression: PackCompression = arrivals.count < backlog ? .quick : .none
            try storing.add(
                file: "\(folder)/\(file.path)",
                at: file.path,
                isExecutable: file.isExecutable,
                compression
            )
        }
        return nil
    }
}
