/// A folder tree that can be looked at, wherever it is kept: on disk, or in a git tree that was pushed a moment ago.
///
/// Paths are relative to the tree's root, parts joined by `/`; the empty path is the root.
package protocol FolderReading {
    /// What lies in the folder, in byte order of the names; empty when there is no such folder.
    func entries(of path: String) throws -> [FolderEntry]
    /// The bytes of a file, at most `limit` of them from its beginning; `nil` when there is no such file.
    func beginning(of path: String, limit: Int) throws -> [UInt8]?
}
