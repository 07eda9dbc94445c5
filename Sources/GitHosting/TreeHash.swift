import Clibgit2
package import JobModel

/// Computes the ids git gives to files and folders.
package enum TreeHash {
    /// The id of a tree without entries.
    static let empty: TreeID = {
        guard let id = TreeID(hexadecimal: "4b825dc642cb6eb9a060e54bf8d69288fbee4904") else {
            preconditionFailure("a constant of git")
        }
        return id
    }()

    package static func blob(_ bytes: [UInt8]) throws(GitError) -> TreeID {
        try hash(bytes, GIT_OBJECT_BLOB)
    }

    /// The id of a tree of these entries, whatever their order.
    static func id(of entries: [TreeEntry]) throws(GitError) -> TreeID {
        try hash(try serialized(entries), GIT_OBJECT_TREE)
    }

    /// A tree object's content: `MODE NAME\0ID` for each entry, sorted as if folders' names ended with a slash.
    static func serialized(_ entries: [TreeEntry]) throws(GitError) -> [UInt8] {
        let keyed = entries.map { (key: Array(($0.kind == .folder ? "\($0.name)/" : $0.name).utf8), entry: $0) }
        var bytes: [UInt8] = []
        for (_, entry) in keyed.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            bytes.append(contentsOf: mode(entry.kind).utf8)
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: entry.name.utf8)
            bytes.append(0)
            let id = try git_oid(hexadecimal: entry.object.hexadecimal)
            withUnsafeBytes(of: id.id) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    static func hash(_ bytes: UnsafeRawBufferPointer, _ type: git_object_t) throws(GitError) -> git_oid {
        var id = git_oid()
        try GitLibrary.check("hashing", on: "an object") {
            git_odb_hash(&id, bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1), bytes.count, type)
        }
        return id
    }

    private static func hash(_ bytes: [UInt8], _ type: git_object_t) throws(GitError) -> TreeID {
        try bytes.withUnsafeBufferPointer { (bytes) throws(GitError) in
            TreeID(try hash(UnsafeRawBufferPointer(bytes), type))
        }
    }

    private static func mode(_ kind: TreeEntry.Kind) -> String {
        switch kind {
        case .file: "100644"
        case .executable: "100755"
        case .link: "120000"
        case .folder: "40000"
        case .submodule: "160000"
        }
    }
}
