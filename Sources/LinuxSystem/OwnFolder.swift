import Glibc

/// A folder that this host made, where others can make names as well.
package enum OwnFolder {
    /// Whether there is a folder of this host's at a path, and no link to one.
    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
            && information.st_uid == geteuid()
    }

    /// Makes it; what else lies there gives way.
    package static func create(_ path: String) throws(SystemError) {
        if exists(path) { return }
        if AtomicFile.exists(path) || SymbolicLink.exists(path) { try Folder.removeTree(path) }
        try Folder.create(path)
    }
}
