import Glibc

extension FileOwner {
    /// Gives a tree, links themselves included, to a user; what lies there and belongs to somebody else stays as it is.
    ///
    /// A file that has several names stays, too: one of them may be elsewhere.
    package static func giveTree(_ path: String, to user: UserAccount) throws(SystemError) {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        if information.st_mode & S_IFMT == S_IFDIR {
            try giveContents(AT_FDCWD, Array(path.utf8CString), path, to: user) { _ in true }
        }
        try give(AT_FDCWD, Array(path.utf8CString), path, information, user)
    }

    /// Gives what lies in a folder, where `isMeant` says so of a name, but not the folder.
    package static func giveContents(
        of path: String,
        to user: UserAccount,
        where isMeant: (String) -> Bool
    ) throws(SystemError) {
        try giveContents(AT_FDCWD, Array(path.utf8CString), path, to: user, where: isMeant)
    }

    private static func giveContents(
        _ parent: Int32,
        _ name: [CChar],
        _ path: String,
        to user: UserAccount,
        where isMeant: (String) -> Bool
    ) throws(SystemError) {
        // By descriptors and never through links: what lies there may be exchanged meanwhile.
        let number = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw SystemError(call: "open", path: path, code: errno) }
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemError(call: "fdopendir", path: path, code: code)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let inner = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if inner == [46, 0] || inner == [46, 46, 0] { continue }
            guard isMeant(String(decoding: inner.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)) else {
                continue
            }
            var information = stat()
            // Gone meanwhile.
            guard fstatat(number, inner, &information, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if information.st_mode & S_IFMT == S_IFDIR {
                try giveContents(number, inner, path, to: user) { _ in true }
            }
            try give(number, inner, path, information, user)
        }
    }

    private static func give(
        _ folder: Int32,
        _ name: [CChar],
        _ path: String,
        _ information: stat,
        _ user: UserAccount
    ) throws(SystemError) {
        let isFolder = information.st_mode & S_IFMT == S_IFDIR
        guard information.st_uid == geteuid(), isFolder || information.st_nlink == 1 else { return }
        try check("chown", path: path) { fchownat(folder, name, user.user, user.group, AT_SYMLINK_NOFOLLOW) }
    }
}
