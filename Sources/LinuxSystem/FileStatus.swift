import CLinux
import Glibc
package import JobModel

/// What lies under a name, at one moment.
package struct FileStatus: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file
        case folder
        case link
        /// A pipe, a socket or a device.
        case other
    }

    package let kind: Kind
    /// What it is, for a sentence: `a named pipe`.
    package let noun: String
    /// The permissions.
    package let mode: UInt32
    package let inode: UInt64
    /// Bytes.
    package let size: Int
    package let modified: Timestamp
    /// When it was made; where the file system does not know, when it was last written.
    package let born: Timestamp

    init(_ status: nyala_file_status) {
        kind =
            switch status.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): .file
            case UInt32(S_IFDIR): .folder
            case UInt32(S_IFLNK): .link
            default: .other
            }
        noun =
            switch status.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): "a file"
            case UInt32(S_IFDIR): "a folder"
            case UInt32(S_IFLNK): "a link"
            case UInt32(S_IFIFO): "a named pipe"
            case UInt32(S_IFSOCK): "a socket"
            default: "a device"
            }
        mode = status.mode & 0o7777
        inode = status.inode
        size = Int(status.size)
        modified = Timestamp(nanoseconds: status.modified)
        born = Timestamp(nanoseconds: status.born)
    }

    /// Of an open file.
    package init(of file: Int32) throws(SystemError) {
        var status = nyala_file_status()
        try check("statx") { nyala_file_status(file, "", &status) }
        self.init(status)
    }
}
