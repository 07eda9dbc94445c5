import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// Writes single files of a tree below a folder.
struct SiteFile {
    let repository: Repository
    let root: String

    /// Writes or replaces one path; a reader sees the old file or the new one.
    ///
    /// What stands in the way goes: a folder where a file must be, a file where a folder must be.
    func write(_ entry: TreeEntry, at inner: String) throws {
        let path = "\(root)/\(inner)"
        try makeFolder(above: inner)
        if Folder.exists(path), !Self.isLink(path) { try Folder.removeTree(path) }
        let temporary = "\(path).nyala-new"
        try Folder.removeTree(temporary)
        switch entry.kind {
        case .file, .executable:
            let mode: UInt32 = entry.kind == .executable ? 0o755 : 0o644
            let file = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try repository.write(entry.object, to: file)
        case .link:
            try SymbolicLink.create(temporary, to: repository.bytes(of: entry.object, limit: Int(PATH_MAX)))
        case .folder, .submodule:
            return
        }
        try check("rename", path: path) { rename(temporary, path) }
    }

    /// Removes one path and the folders that are empty without it.
    func remove(_ inner: String) throws {
        try Folder.removeTree("\(root)/\(inner)")
        var parts = inner.split(separator: "/").dropLast()
        while !parts.isEmpty, rmdir("\(root)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
    }

    private func makeFolder(above inner: String) throws {
        var folder = root
        for part in inner.split(separator: "/").dropLast() {
            folder += "/\(part)"
            if !Folder.exists(folder) { try Folder.removeTree(folder) }
            try Folder.create(folder)
        }
    }

    private static func isLink(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
    }
}
