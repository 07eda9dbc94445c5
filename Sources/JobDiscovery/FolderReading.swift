/// A folder tree that can be looked at, wherever it is kept: on disk, or in a git tree that was pushed a moment ago.
///
/// Paths are relative to the tree's root, parts joined by `/`; the empty path is the root.
package protocol FolderReading {
    /// What lies in the folder, in byte order of the names; empty when there is no such folder.
    func entries(of path: String) throws -> [FolderEntry]
    /// The bytes of a file, at most `limit` of them from its beginning; `nil` when there is no such file.
    func beginning(of path: String, limit: Int) throws -> [UInt8]?
}

/// One name in a folder.
package struct FolderEntry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file(isExecutable: Bool)
        case folder
        case link
        /// A socket, pipe, device or git submodule: nothing a job is made of.
        case other
    }

    package let name: String
    package let kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    package var isFile: Bool {
        if case .file = kind { true } else { false }
    }
}
