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
        let temporary = temporaryPath(for: path)
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

    /// Beside the file, and the same for each writing of it, so that what an interrupted one has left is found.
    private static func temporaryPath(for path: String) -> String {
        let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        guard path.utf8[start...].count > longestName else { return "\(path).\(getpid()).new" }
        // FNV-1a; the name has no room for an ending.
        let hash = path.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "\(path[..<start]).\(String(hash, radix: 36)).\(getpid()).new"
    }

    /// Bytes of a name that an ending fits behind.
    private static let longestName = Int(NAME_MAX) - 24

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
