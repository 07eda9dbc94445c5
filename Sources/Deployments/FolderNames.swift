import GitHosting
import LinuxSystem

/// The paths that a deployment changes in a folder, to find out whether there is anything else in it.
struct FolderNames {
    private var files: Set<String> = []
    private var folders: Set<String> = []

    init(of differences: [TreeDifference]) {
        for difference in differences {
            files.insert(difference.path)
            var above = difference.path[...]
            while let slash = above.utf8.lastIndex(of: UInt8(ascii: "/")) {
                above = Substring(above.utf8[..<slash])
                // One that is known was added with all that are above it.
                guard folders.insert(String(above)).inserted else { break }
            }
        }
    }

    /// Whether everything in the folder lies at one of the paths.
    func cover(_ folder: String) throws(SystemError) -> Bool {
        try cover(folder, below: "")
    }

    private func cover(_ folder: String, below inner: String) throws(SystemError) -> Bool {
        for name in try Folder.names(in: "\(folder)/\(inner)") {
            let path = inner.isEmpty ? name : "\(inner)/\(name)"
            if files.contains(path) { continue }
            guard folders.contains(path), Folder.exists("\(folder)/\(path)"),
                !SymbolicLink.exists("\(folder)/\(path)"), try cover(folder, below: path)
            else { return false }
        }
        return true
    }
}
