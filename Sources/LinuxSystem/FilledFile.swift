import CLinux
import Glibc

/// Changes a small text file in its place: no other file is made and none removed, which is what file systems are slow
/// at, and a full disk has room for it.
package enum FilledFile {
    /// Puts the bytes in the place of what is there, in one system call, within the block that the file has already;
    /// whether that went well.
    ///
    /// What was longer is filled up with blanks. The end of this process leaves the old or the new content; a reader who
    /// comes at this very moment may see a part of each, and looks again. The bytes are on their way to the disk when
    /// this returns.
    package static func overwrite(_ path: String, with bytes: [UInt8]) -> Bool {
        // Whatever may be wrong, the caller has another way to write, and a better error.
        guard let file = try? PlainFile.open(path, O_WRONLY), let size = try? file.size() else {
            return false
        }
        let filled = bytes + [UInt8](repeating: UInt8(ascii: " "), count: max(0, size - bytes.count))
        // In another block, half of it might be written.
        guard filled.count <= blockSize else { return false }
        guard pwrite(file.number, filled, filled.count, 0) == filled.count else { return false }
        nyala_begin_to_store(file.number)
        return true
    }

    /// The smallest that file systems of today have.
    private static let blockSize = 4096
}
