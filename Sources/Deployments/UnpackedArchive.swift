import GitHosting
import JobModel
import LinuxSystem
import ZipArchives

/// An archive that was unpacked, and stored in the repository on the way.
struct UnpackedArchive {
    /// Where its files lie; nobody but its deployment knows of them.
    ///
    /// `nil` of a small archive: what is in the repository is written where it changes something, and folders for all of
    /// it would cost more than that.
    let folder: String?
    let stored: StoredFolder

    /// Unpacks into a folder that this makes and that must not exist.
    ///
    /// What is unpacked is hashed and packed while it is in memory, as the archive has pressed it.
    init(
        _ archive: SharedDescriptor,
        to folder: String,
        in repository: Repository,
        sparesSmall: Bool = true
    ) throws {
        let storing = try FolderStoring(in: repository)
        let extractor = ZipExtractor(limits: .deployed)
        let summary = try extractor.extract(archive, to: folder, sparesSmall: sparesSmall) { file, content in
            if let content {
                try storing.add(
                    content.bytes,
                    deflated: content.deflated,
                    at: file.path,
                    isExecutable: file.isExecutable
                )
            } else {
                try storing.add(file: "\(folder)/\(file.path)", at: file.path, isExecutable: file.isExecutable)
            }
        }
        stored = try storing.finish()
        self.folder = summary.isOnDisk ? folder : nil
    }

    /// The tree of the site in it: a lone folder around `App_Data` is entered.
    var site: TreeID {
        guard stored.folders[""]?.count == 1,
            let only = stored.folders.keys.first(where: { $0.hasSuffix("/App_Data") }),
            only.split(separator: "/").count == 2, let name = only.split(separator: "/").first
        else { return stored.tree }
        return stored.folders[String(name)]?.tree ?? stored.tree
    }
}

extension ZipLimits {
    /// Of an archive that becomes a tree: what that would refuse is refused before it is unpacked.
    static let deployed: ZipLimits = {
        var limits = ZipLimits()
        limits.fileSize = Int64(TreeLimits().fileSize)
        return limits
    }()
}
