import Glibc
import LinuxSystem

/// A file for nobody but its owner, replaced whole, and changed by one process at a time.
struct SealedFile: Sendable {
    let path: String

    /// What `stat` says of it: when it changes, the content may have.
    struct Stamp: Sendable, Hashable {
        private let inode: UInt64
        private let size: Int
        private let times: [Int]

        fileprivate init(_ information: stat) {
            inode = UInt64(information.st_ino)
            size = Int(information.st_size)
            times = [
                information.st_mtim.tv_sec, information.st_mtim.tv_nsec, information.st_ctim.tv_sec,
                information.st_ctim.tv_nsec,
            ]
        }
    }

    /// `nil` when there is no file.
    var stamp: Stamp? {
        var information = stat()
        return stat(path, &information) == 0 ? Stamp(information) : nil
    }

    /// `nil` when there is no file.
    func read() throws(SecretsError) -> [UInt8]? {
        try SecretsError.reaching { () throws(SystemError) in try FileContents.read(path) }
    }

    /// Runs a change while no other process makes one; readers never wait.
    func exclusively<Result>(_ change: () throws(SecretsError) -> Result) throws(SecretsError) -> Result {
        // The folder is locked, not the file: each change puts another file in the place of the old one.
        let folder = try SecretsError.reaching { () throws(SystemError) in
            let folder = try Descriptor.open(self.folder, O_RDONLY | O_DIRECTORY)
            let number = folder.number
            try check("flock", path: self.folder) { flock(number, LOCK_EX) }
            return SharedDescriptor(folder)
        }
        defer { withExtendedLifetime(folder) {} }
        return try change()
    }

    /// With mode 0600 from its first byte on, and owned by whom the folder belongs to.
    func replace(with bytes: [UInt8]) throws(SecretsError) {
        let temporary = "\(path).new"
        // One left behind by a crash would keep its mode and owner; nobody else writes it under the lock.
        unlink(temporary)
        do {
            let file = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try FileOwner.giveToOwner(ofFolder: folder, file: file)
            try file.write(bytes)
            let number = file.number
            try check("fsync", path: temporary) { fsync(number) }
            try move(from: temporary)
        } catch {
            unlink(temporary)
            throw .system(error)
        }
    }

    /// Puts another file in its place, for good.
    func move(from other: String) throws(SystemError) {
        try check("rename", path: path) { rename(other, path) }
        let folder = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
        let number = folder.number
        try check("fsync", path: self.folder) { fsync(number) }
    }

    private var folder: String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
