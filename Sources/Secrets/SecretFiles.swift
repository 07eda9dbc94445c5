import Glibc
import LinuxSystem

/// The files with secrets of one start of a job, in a folder of their own; gone at the latest when this is.
package final class SecretFiles: Sendable {
    /// The folder.
    package let path: String

    /// `path` is a folder that was made for this alone.
    private init(owning path: String) {
        self.path = path
    }

    /// Those that an earlier host made.
    package convenience init(found path: String) {
        self.init(owning: path)
    }

    static func make(
        _ path: String,
        _ files: [(name: String, value: [UInt8])],
        for user: UserAccount?
    ) throws(SystemError) -> SecretFiles {
        // A folder that is there is another start's: it must not be removed with this one.
        try check("mkdir", path: path) { mkdir(path, 0o700) }
        let made = SecretFiles(owning: path)
        try made.write(files)
        if let user { try FileOwner.giveTree(path, to: user) }
        return made
    }

    deinit {
        remove()
    }

    private func write(_ files: [(name: String, value: [UInt8])]) throws(SystemError) {
        for (name, value) in files {
            let file = try Descriptor.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL, mode: 0o400)
            try file.write(value)
        }
        // The job reads them and does no more.
        try check("chmod", path: path) { chmod(path, 0o500) }
    }

    /// When nothing of the job's process tree is left.
    package func remove() {
        // What cannot be removed goes at the next start of a host.
        try? Folder.removeTree(path)
    }
}
