import Glibc

/// Replaces files so that a reader sees the old or the new content, never a part.
package enum AtomicFile {
    /// Whether the content must have reached the disk before `write` returns.
    package enum Durability: Sendable {
        /// Survives the end of this process, at once; a power cut may bring the old content back.
        case process
        /// Survives a power cut as well; costs an fsync.
        case power
    }

    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Writes a temporary file in the same folder, then renames it over `path`.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        mode: UInt32 = 0o644,
        durability: Durability = .process
    ) throws(SystemError) {
        let temporary = "\(path).\(getpid()).new"
        do {
            let file = try openNew(temporary, mode)
            try file.write(bytes)
            if durability == .power {
                let number = file.number
                try check("fsync", path: temporary) { fsync(number) }
            }
            try check("rename", path: path) { rename(temporary, path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func openNew(_ path: String, _ mode: UInt32) throws(SystemError) -> Descriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        do throws(SystemError) {
            return try Descriptor.open(path, flags, mode: mode)
        } catch {
            guard error.code == EEXIST else { throw error }
            // What an interrupted write has left, or somebody else put there.
            try Folder.removeTree(path)
            return try Descriptor.open(path, flags, mode: mode)
        }
    }
}
