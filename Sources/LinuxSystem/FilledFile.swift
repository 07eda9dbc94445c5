import Glibc

/// Changes a small text file on a disk that has no room for another one.
package enum FilledFile {
    /// Puts the bytes in the place of what is there, in one system call, within the block that the file has already;
    /// whether that went well.
    ///
    /// What was longer is filled up with blanks.
    package static func overwrite(_ path: String, with bytes: [UInt8]) -> Bool {
        // A full disk is the reason for this call; of what else may be wrong, the caller has a better error.
        guard let file = try? PlainFile.open(path, O_WRONLY), let size = try? file.size() else {
            return false
        }
        let filled = bytes + [UInt8](repeating: UInt8(ascii: " "), count: max(0, size - bytes.count))
        // In another block, half of it might be written.
        guard filled.count <= blockSize else { return false }
        return pwrite(file.number, filled, filled.count, 0) == filled.count
    }

    /// The smallest that file systems of today have.
    private static let blockSize = 4096
}
