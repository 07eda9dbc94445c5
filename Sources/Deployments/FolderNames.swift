import GitHosting
import Glibc
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

    /// Whether everything in the folder lies at one of the paths, and all folders have the mode and the owner of this one:
    /// a folder that somebody gave to others must stay itself.
    func cover(_ folder: String, like model: String) throws(SystemError) -> Bool {
        guard let model = Likeness(model), Likeness(folder) == model else { return false }
        return try cover(folder, below: "", model)
    }

    private func cover(_ folder: String, below inner: String, _ model: Likeness) throws(SystemError) -> Bool {
        for name in try Folder.names(in: "\(folder)/\(inner)") {
            let path = inner.isEmpty ? name : "\(inner)/\(name)"
            if files.contains(path) { continue }
            guard folders.contains(path), Likeness("\(folder)/\(path)") == model,
                try cover(folder, below: path, model)
            else { return false }
        }
        return true
    }

    /// Mode and owner of a folder.
    private struct Likeness: Equatable {
        let mode: UInt32
        let user: UInt32
        let group: UInt32

        /// `nil` for what is no folder.
        init?(_ path: String) {
            var information = stat()
            guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else { return nil }
            mode = information.st_mode
            user = information.st_uid
            group = information.st_gid
        }
    }
}
