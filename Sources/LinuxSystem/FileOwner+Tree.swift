import CLinux
import Glibc

extension FileOwner {
    /// Folders below each other of which the content is given; what lies deeper stays as it is.
    package static let maximumDepth = 64
    /// Of `fchownat`: what the descriptor itself stands for.
    private static let emptyPath: Int32 = 0x1000

    /// Gives a tree, links themselves included, to a user; what lies there and belongs to somebody else stays as it is.
    ///
    /// A file that has several names stays, too: one of them may be elsewhere.
    package static func giveTree(_ path: String, to user: UserAccount) throws(SystemError) {
        let place = try Place(AT_FDCWD, Array(path.utf8CString), path)
        if place.isFolder { try giveContents(place, path, to: user, depth: 0) { _ in true } }
        try place.give(to: user, path)
    }

    /// Gives what lies in a folder, where `isMeant` says so of a name, but not the folder.
    package static func giveContents(
        of path: String,
        to user: UserAccount,
        where isMeant: (String) -> Bool
    ) throws(SystemError) {
        let place = try Place(AT_FDCWD, Array(path.utf8CString), path)
        try giveContents(place, path, to: user, depth: 0, where: isMeant)
    }

    private static func giveContents(
        _ folder: borrowing Place,
        _ path: String,
        to user: UserAccount,
        depth: Int,
        where isMeant: (String) -> Bool
    ) throws(SystemError) {
        guard depth < maximumDepth else { return }
        try forEachName(in: folder, path) { (number, name) throws(SystemError) in
            guard isMeant(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)) else {
                return
            }
            let place = try Place(number, name, path)
            if place.isFolder { try giveContents(place, path, to: user, depth: depth + 1) { _ in true } }
            try place.give(to: user, path)
        }
    }

    /// Calls the body with an open folder and each name in it; what goes meanwhile is passed over.
    static func forEachName(
        in folder: borrowing Place,
        _ path: String,
        _ body: (_ folder: Int32, _ name: [CChar]) throws(SystemError) -> Void
    ) throws(SystemError) {
        let number = openat(folder.entry.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError(call: "open", path: path, code: errno) }
        try FolderStream(owning: number, path).forEach { (name) throws(SystemError) in
            do throws(SystemError) {
                try body(number, Array(name) + [0])
            } catch {
                guard error.isMissing else { throw error }
            }
        }
    }

    /// What a name stands for now, held fast: whatever is put under the name afterwards, this is what is looked at and
    /// given away.
    struct Place: ~Copyable {
        let entry: Descriptor
        private let information: stat

        init(_ folder: Int32, _ name: [CChar], _ path: String) throws(SystemError) {
            let flags = NYALA_O_PATH | O_NOFOLLOW | O_CLOEXEC
            let opened = Descriptor(owning: try check("open", path: path) { openat(folder, name, flags) })
            let number = opened.number
            var information = stat()
            try check("fstat", path: path) { fstat(number, &information) }
            self.information = information
            entry = opened
        }

        var isFolder: Bool { information.st_mode & S_IFMT == S_IFDIR }

        func give(to user: UserAccount, _ path: String) throws(SystemError) {
            guard information.st_uid == geteuid(), isFolder || information.st_nlink == 1 else { return }
            let number = entry.number
            try check("chown", path: path) { fchownat(number, "", user.user, user.group, FileOwner.emptyPath) }
        }

        /// A pipe, a socket or a device.
        var isNothingToKeep: Bool {
            ![S_IFDIR, S_IFREG, S_IFLNK].contains(information.st_mode & S_IFMT)
        }

        /// Makes it this process's own, to be read by all and changed by nobody else.
        func take(_ path: String) throws(SystemError) {
            guard isFolder || information.st_nlink == 1 else { return }
            let number = entry.number
            let (user, group) = (geteuid(), getegid())
            try check("chown", path: path) { fchownat(number, "", user, group, FileOwner.emptyPath) }
            guard information.st_mode & S_IFMT != S_IFLNK else { return }
            let isProgram = isFolder || information.st_mode & 0o111 != 0
            let mode = information.st_mode & 0o755 | (isProgram ? 0o555 : 0o444)
            // A descriptor that is only a place cannot be changed but by its own name.
            try check("chmod", path: path) { chmod("/proc/self/fd/\(number)", mode) }
        }
    }
}
