import Glibc
import JobModel

/// A folder that this host made, where others can make names as well.
package enum OwnFolder {
    /// Whether there is a folder of this host's at a path, and no link to one.
    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
            && information.st_uid == geteuid()
    }

    /// How often others may put something else there before it is given up.
    private static let attempts = 8

    /// Makes it; what else lies there gives way.
    package static func create(_ path: String) throws(SystemError) {
        for _ in 0..<attempts {
            if exists(path) { return }
            if mkdir(path, 0o755) == 0 { return }
            switch errno {
            case EEXIST: try Folder.removeTree(path)
            case ENOENT: try Folder.create(path.pathAbove)
            default: throw SystemError(call: "mkdir", path: path, code: errno)
            }
        }
        throw SystemError(call: "mkdir", path: path, code: EEXIST)
    }
}
