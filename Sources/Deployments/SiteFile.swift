import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// Writes single files of a tree below a folder.
struct SiteFile {
    let source: FileSource
    let root: String
    /// The folder that is known to be there, from the file before.
    private var folder: String?

    init(source: FileSource, root: String) {
        self.source = source
        self.root = root
    }

    init(repository: Repository, root: String) {
        self.init(source: FileSource(repository), root: root)
    }

    /// Writes or replaces one path; a reader sees the old file or the new one.
    ///
    /// What stands in the way goes: a folder where a file must be, a file where a folder must be.
    mutating func write(_ entry: TreeEntry, at inner: String) throws {
        let path = "\(root)/\(inner)"
        try makeFolder(above: inner)
        if Self.isFolder(path) { try Folder.removeTree(path) }
        if source.move(entry, to: path) { return }
        // Of a length of its own: the name itself may be as long as names can be.
        let temporary = "\(path.pathAbove)/.nyala-new.\(getpid())"
        try Folder.removeTree(temporary)
        guard entry.kind != .folder, entry.kind != .submodule else { return }
        try source.write(entry, at: temporary)
        try check("rename", path: path) { rename(temporary, path) }
    }

    /// Removes one path and the folders that are empty without it.
    func remove(_ inner: String) throws {
        try Folder.removeTree("\(root)/\(inner)")
        var parts = inner.split(separator: "/").dropLast()
        while !parts.isEmpty, rmdir("\(root)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
    }

    private mutating func makeFolder(above inner: String) throws {
        let parts = inner.split(separator: "/").dropLast()
        let whole = parts.joined(separator: "/")
        guard whole != self.folder else { return }
        defer { self.folder = whole }
        var folder = root
        for part in parts {
            folder += "/\(part)"
            if !Folder.exists(folder) { try Folder.removeTree(folder) }
            try Folder.create(folder)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }
}
