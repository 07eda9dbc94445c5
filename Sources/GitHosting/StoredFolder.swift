package import JobModel
import Synchronization

/// A folder that was stored file by file: its tree, and what is in it.
package struct StoredFolder: Sendable {
    package let tree: TreeID
    /// All files by their paths below the folder.
    package let files: [String: TreeEntry]
    /// All folders with files below them by their paths; the folder itself has the empty one.
    package let folders: [String: Folder]

    package struct Folder: Sendable {
        package let tree: TreeID
        /// How many names are in it.
        package let count: Int
        /// How many files are in it and below.
        package let files: Int
    }
}

/// Stores the files of a folder while somebody still writes more of them, in any order and from any thread.
///
/// What may take long is done when a file is added, so that little is left to do at the end.
package final class FolderStoring: @unchecked Sendable {
    // `objects`, `root`, `files` and `folders` are used only by the thread that holds `turn`.
    private final class Branch {
        var folders: [String: Branch] = [:]
        var files: [TreeEntry] = []
    }

    private let turn = Mutex(())
    private let objects: ObjectWriter
    private let root = Branch()
    private var files: [String: TreeEntry] = [:]
    private var folders: [String: StoredFolder.Folder] = [:]

    package init(in repository: Repository) throws(GitError) {
        objects = try ObjectWriter(in: repository)
    }

    /// Stores a file; `inner` is its path below the folder, which no other file has.
    package func add(file path: String, at inner: String, isExecutable: Bool) throws(GitError) {
        try turn.withLock { (_) throws(GitError) in
            try note(try objects.add(file: path), inner, isExecutable)
        }
    }

    /// Stores a file that is in memory; `deflated`: its content as a deflate stream without a frame, if there is one.
    package func add(
        _ content: UnsafeRawBufferPointer,
        deflated: UnsafeRawBufferPointer?,
        at inner: String,
        isExecutable: Bool
    ) throws(GitError) {
        let id = try TreeHash.hash(content, PackWriter.Kind.blob.inGit)
        try turn.withLock { (_) throws(GitError) in
            try objects.add(content, deflated: deflated, id)
            try note(TreeID(id), inner, isExecutable)
        }
    }

    private func note(_ id: TreeID, _ inner: String, _ isExecutable: Bool) throws(GitError) {
        var parts = inner.split(separator: "/").map(String.init)
        guard let name = parts.popLast() else { throw .missing("a name in \"\(inner)\"") }
        let entry = TreeEntry(name: name, kind: isExecutable ? .executable : .file, object: id)
        var branch = root
        for part in parts {
            let next = branch.folders[part] ?? Branch()
            branch.folders[part] = next
            branch = next
        }
        branch.files.append(entry)
        files[inner] = entry
    }

    /// Stores the trees; everything is in the repository then.
    package func finish() throws(GitError) -> StoredFolder {
        try turn.withLock { (_) throws(GitError) in
            let tree = try store(root, "").tree
            try objects.finish()
            return StoredFolder(tree: tree, files: files, folders: folders)
        }
    }

    private func store(_ branch: Branch, _ path: String) throws(GitError) -> StoredFolder.Folder {
        var entries = branch.files
        var files = branch.files.count
        for (name, inner) in branch.folders {
            let folder = try store(inner, path.isEmpty ? name : "\(path)/\(name)")
            entries.append(TreeEntry(name: name, kind: .folder, object: folder.tree))
            files += folder.files
        }
        let tree = try objects.add(TreeHash.serialized(entries), .tree)
        let stored = StoredFolder.Folder(tree: tree, count: entries.count, files: files)
        folders[path] = stored
        return stored
    }
}
