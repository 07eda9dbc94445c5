package import JobModel

/// A folder on disk as it was read: its git tree id, and every file with what told it apart from others.
package struct FolderSnapshot: Sendable, Hashable {
    /// The id git would give the folder; folders without files count as absent, as in git.
    package let tree: TreeID
    package let files: [File]
    /// Folders below it, parents first, also those without files.
    package let folders: [String]

    package struct File: Sendable, Hashable {
        /// Relative to the folder.
        package let path: String
        package let kind: Kind
        package let stamp: FileStamp
        /// Of its content.
        package let object: TreeID

        /// As it would stand in a git tree, under its last name.
        package var entry: TreeEntry {
            TreeEntry(name: path.split(separator: "/").last.map(String.init) ?? path, kind: kind.inTree, object: object)
        }
    }

    package enum Kind: Sendable, Hashable {
        case file
        case executable
        case link

        var inTree: TreeEntry.Kind {
            switch self {
            case .file: .file
            case .executable: .executable
            case .link: .link
            }
        }
    }
}
