/// A folder of a tree, seen as a tree of its own.
package struct SubFolder: FolderReading {
    private let tree: any FolderReading
    private let path: String

    package init(_ tree: any FolderReading, _ path: String) {
        self.tree = tree
        self.path = path
    }

    package func entries(of inner: String) throws -> [FolderEntry] {
        try tree.entries(of: joined(path, inner))
    }

    package func beginning(of inner: String, limit: Int) throws -> [UInt8]? {
        try tree.beginning(of: joined(path, inner), limit: limit)
    }
}
