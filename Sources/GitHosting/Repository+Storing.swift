import Clibgit2
import Glibc
package import JobModel
import LinuxSystem

extension Repository {
    /// Stores a folder on disk with everything in it and returns its tree.
    ///
    /// Many new files become one pack.
    ///
    /// `leavingOut`: names in the folder itself that are not stored.
    package func store(folder: String, leavingOut: Set<String> = []) throws(GitError) -> TreeID {
        let objects = try ObjectWriter(in: self)
        let tree = try store(folder: folder, objects, leavingOut: leavingOut)
        try objects.finish()
        return tree
    }

    private func store(
        folder: String,
        _ objects: ObjectWriter,
        leavingOut: Set<String> = []
    ) throws(GitError) -> TreeID {
        let names: [String]
        do throws(SystemError) {
            names = try Folder.names(in: folder)
        } catch {
            throw .system(error)
        }
        var entries: [TreeEntry] = []
        for name in names where !leavingOut.contains(name) {
            let path = "\(folder)/\(name)"
            var information = stat()
            guard lstat(path, &information) == 0 else {
                if let fault = FileNameFault(name) { throw .badTree(path: path, reason: fault.description) }
                throw .changedMeanwhile(path: path)
            }
            if let entry = try store(name, path, information, objects) { entries.append(entry) }
        }
        return try objects.add(TreeHash.serialized(entries), .tree)
    }

    package func store(bytes: [UInt8], as name: String) throws(GitError) -> TreeEntry {
        var id = git_oid()
        try GitLibrary.check("storing", on: name) {
            bytes.withUnsafeBytes { git_blob_create_from_buffer(&id, handle, $0.baseAddress, $0.count) }
        }
        return TreeEntry(name: name, kind: .file, object: TreeID(id))
    }

    /// Stores a tree of entries that are in the repository already.
    package func store(entries: [TreeEntry]) throws(GitError) -> TreeID {
        try storeLoose(TreeHash.serialized(entries), .tree)
    }

    @discardableResult
    func storeLoose(_ bytes: [UInt8], _ kind: PackWriter.Kind) throws(GitError) -> TreeID {
        var objects: OpaquePointer?
        try GitLibrary.check("opening", on: path) { git_repository_odb(&objects, handle) }
        defer { git_odb_free(objects) }
        var id = git_oid()
        try GitLibrary.check("storing", on: "an object") {
            bytes.withUnsafeBytes {
                git_odb_write(
                    &id,
                    objects,
                    $0.baseAddress ?? UnsafeRawPointer(bitPattern: 1),
                    $0.count,
                    kind.inGit
                )
            }
        }
        return TreeID(id)
    }

    /// Stores a single file or link; `nil` when there is none.
    package func store(file path: String) throws(GitError) -> TreeEntry? {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT != S_IFDIR else { return nil }
        let objects = try ObjectWriter(in: self)
        let entry = try store(path.split(separator: "/").last.map(String.init) ?? "", path, information, objects)
        try objects.finish()
        return entry
    }

    private func store(
        _ name: String,
        _ path: String,
        _ information: stat,
        _ objects: ObjectWriter
    ) throws(GitError) -> TreeEntry? {
        switch information.st_mode & S_IFMT {
        case S_IFDIR:
            let tree = try store(folder: path, objects)
            return tree == TreeHash.empty ? nil : TreeEntry(name: name, kind: .folder, object: tree)
        case S_IFREG:
            let isExecutable = information.st_mode & 0o111 != 0
            let blob = try objects.add(file: path)
            return TreeEntry(name: name, kind: isExecutable ? .executable : .file, object: blob)
        case S_IFLNK:
            // Gone or no link any more.
            guard let target = try? SymbolicLink.target(of: path) else { throw .changedMeanwhile(path: path) }
            return TreeEntry(name: name, kind: .link, object: try objects.add(target, .blob))
        default:
            return nil
        }
    }
}
