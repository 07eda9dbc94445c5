import Clibgit2
import Glibc
package import JobModel
package import LinuxSystem

extension Repository {
    /// What lies directly in a tree, in git's order.
    package func entries(of tree: TreeID) throws(GitError) -> [TreeEntry] {
        var id = try git_oid(hexadecimal: tree.hexadecimal)
        var object: OpaquePointer?
        try GitLibrary.check("reading", on: "tree \(tree)") { git_tree_lookup(&object, handle, &id) }
        defer { git_tree_free(object) }
        var entries: [TreeEntry] = []
        let count = git_tree_entrycount(object)
        entries.reserveCapacity(count)
        for index in 0..<count {
            guard let entry = git_tree_entry_byindex(object, index), let entryID = git_tree_entry_id(entry) else {
                continue
            }
            let name = String(cString: git_tree_entry_name(entry))
            let kind = Self.kind(git_tree_entry_filemode(entry))
            entries.append(TreeEntry(name: name, kind: kind, object: TreeID(entryID.pointee)))
        }
        return entries
    }

    /// The entry at a path below a tree; `nil` when there is none.
    ///
    /// The empty path is the tree itself.
    package func entry(at path: String, of tree: TreeID) throws(GitError) -> TreeEntry? {
        var current = TreeEntry(name: "", kind: .folder, object: tree)
        // By bytes: texts are equal when they only look the same.
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard current.kind == .folder else { return nil }
            let entries = try entries(of: current.object)
            guard let next = entries.first(where: { $0.name.utf8.elementsEqual(part) }) else { return nil }
            current = next
        }
        return current
    }

    /// The tree at a path below a tree; `nil` when there is no folder.
    package func folder(at path: String, of tree: TreeID) throws(GitError) -> TreeID? {
        guard let entry = try entry(at: path, of: tree), entry.kind == .folder else { return nil }
        return entry.object
    }

    /// The names in a folder of a tree; empty when there is no such folder.
    ///
    /// Fast also for a deep folder: libgit2 goes down by itself.
    package func names(in path: String, of tree: TreeID) throws(GitError) -> [String] {
        if path.isEmpty { return try entries(of: tree).map(\.name) }
        var id = try git_oid(hexadecimal: tree.hexadecimal)
        var object: OpaquePointer?
        try GitLibrary.check("reading", on: "tree \(tree)") { git_tree_lookup(&object, handle, &id) }
        defer { git_tree_free(object) }
        var entry: OpaquePointer?
        guard git_tree_entry_bypath(&entry, object, path) == 0 else { return [] }
        defer { git_tree_entry_free(entry) }
        guard git_tree_entry_type(entry) == GIT_OBJECT_TREE, let inner = git_tree_entry_id(entry) else { return [] }
        return try entries(of: TreeID(inner.pointee)).map(\.name)
    }

    package func contains(tree: TreeID) -> Bool {
        guard var id = try? git_oid(hexadecimal: tree.hexadecimal) else { return false }
        var object: OpaquePointer?
        defer { git_tree_free(object) }
        return git_tree_lookup(&object, handle, &id) == 0
    }

    /// The beginning of a file.
    package func bytes(of blob: TreeID, limit: Int = maximumBlob) throws(GitError) -> [UInt8] {
        try withBlob(blob) { (bytes) throws(GitError) in Array(bytes.prefix(limit)) }
    }

    /// How large a file is, in bytes, without reading it; `nil` when the object is no file.
    package func size(of blob: TreeID) throws(GitError) -> Int? {
        var id = try git_oid(hexadecimal: blob.hexadecimal)
        var objects: OpaquePointer?
        try GitLibrary.check("opening", on: path) { git_repository_odb(&objects, handle) }
        defer { git_odb_free(objects) }
        var size = 0
        var type = GIT_OBJECT_INVALID
        try GitLibrary.check("reading", on: "file \(blob)") { git_odb_read_header(&size, &type, objects, &id) }
        return type == GIT_OBJECT_BLOB ? size : nil
    }

    /// Writes a file's content to an open descriptor.
    package func write(_ blob: TreeID, to file: borrowing Descriptor) throws(GitError) {
        if let size = try size(of: blob), size >= LargeBlob.threshold {
            return try LargeBlob(repository: path, alternates: alternates, name: blob.hexadecimal).write(to: file)
        }
        var failure: SystemError?
        try withBlob(blob) { (bytes) throws(GitError) in
            do throws(SystemError) { try file.write(bytes) } catch { failure = error }
        }
        if let failure { throw .system(failure) }
    }

    private func withBlob<Result>(
        _ blob: TreeID,
        _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        var id = try git_oid(hexadecimal: blob.hexadecimal)
        var object: OpaquePointer?
        try GitLibrary.check("reading", on: "file \(blob)") { git_blob_lookup(&object, handle, &id) }
        defer { git_blob_free(object) }
        let count = Int(git_blob_rawsize(object))
        return try body(UnsafeRawBufferPointer(start: git_blob_rawcontent(object), count: count))
    }

    private static func kind(_ mode: git_filemode_t) -> TreeEntry.Kind {
        switch mode {
        case GIT_FILEMODE_TREE: .folder
        case GIT_FILEMODE_BLOB_EXECUTABLE: .executable
        case GIT_FILEMODE_LINK: .link
        case GIT_FILEMODE_COMMIT: .submodule
        default: .file
        }
    }
}
