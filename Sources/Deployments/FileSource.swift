import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// Where the files of a deployment come from: an archive that was just unpacked, whose files and folders are moved, or
/// the repository, from which they are written.
///
/// Both have the same content; to move costs neither reading nor writing.
final class FileSource {
    private struct Content: Hashable {
        let kind: TreeEntry.Kind
        let object: TreeID
    }

    let repository: Repository
    /// Paths on disk by what lies there, as long as nobody took them.
    private var files: [Content: [String]] = [:]
    private var archive: (folder: String, stored: StoredFolder)?
    /// The archive's folders by what is in them, and by the folder that they are in.
    private var foldersByTree: [TreeID: [String]] = [:]
    private var foldersBelow: [String: [String]] = [:]
    /// Folders of the archive from which something was taken.
    private var broken: Set<String> = []

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// Where the archive was unpacked, if there is one.
    var unpackedFolder: String? { archive?.folder }

    /// From now on what the archive has is taken from where it was unpacked, if it was.
    ///
    /// It must be on the file system of the site.
    func add(_ archive: UnpackedArchive) {
        guard let place = archive.folder else { return }
        self.archive = (place, archive.stored)
        for (path, folder) in archive.stored.folders where !path.isEmpty {
            foldersByTree[folder.tree, default: []].append(path)
            let above = path.pathAbove
            foldersBelow[above, default: []].append(path)
        }
        for (path, entry) in archive.stored.files {
            files[Content(kind: entry.kind, object: entry.object), default: []].append(path)
        }
    }

    /// Writes a file or link from the repository, at a path where nothing is.
    func write(_ entry: TreeEntry, at path: String) throws {
        switch entry.kind {
        case .file, .executable:
            let mode: UInt32 = entry.kind == .executable ? 0o755 : 0o644
            let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try repository.write(entry.object, to: file)
        case .link:
            try SymbolicLink.create(path, to: repository.bytes(of: entry.object, limit: Int(PATH_MAX)))
        case .folder, .submodule:
            return
        }
    }

    /// Moves an unpacked file; one that is gone, with its folder, is written from the repository.
    ///
    /// It replaces a file or link that has the path.
    func move(_ entry: TreeEntry, to path: String) -> Bool {
        guard let archive, entry.kind == .file || entry.kind == .executable else { return false }
        let content = Content(kind: entry.kind, object: entry.object)
        while let inner = files[content]?.popLast() {
            guard rename("\(archive.folder)/\(inner)", path) == 0 else { continue }
            var parts = inner.split(separator: "/").dropLast()
            while broken.insert(parts.joined(separator: "/")).inserted, !parts.isEmpty { parts.removeLast() }
            return true
        }
        return false
    }

    /// Moves an unpacked folder that is exactly this tree to a path where nothing is; `false` when there is none.
    ///
    /// `files`: how many must be in it.
    func placeFolder(_ tree: TreeID, at path: String, files: Int? = nil) -> Bool {
        guard let archive else { return false }
        let isAsked = { (inner: String) in files.map { $0 == archive.stored.folders[inner]?.files } ?? true }
        guard let place = foldersByTree[tree]?.lastIndex(where: { isAsked($0) && isWhole($0, archive) }),
            let inner = foldersByTree[tree]?.remove(at: place),
            rename("\(archive.folder)/\(inner)", path) == 0
        else { return false }
        var parts = inner.split(separator: "/")
        while broken.insert(parts.joined(separator: "/")).inserted, !parts.isEmpty { parts.removeLast() }
        return true
    }

    /// Whether nothing was taken from the folder, and it has no folders without files, which no tree has.
    private func isWhole(_ inner: String, _ archive: (folder: String, stored: StoredFolder)) -> Bool {
        guard !broken.contains(inner), let folder = archive.stored.folders[inner] else { return false }
        // One that cannot be listed is not to be moved either.
        guard (try? Folder.names(in: "\(archive.folder)/\(inner)").count) == folder.count else { return false }
        return foldersBelow[inner, default: []].allSatisfy { isWhole($0, archive) }
    }
}
