import CLinux
import Glibc

/// What is left of a file system for this user.
package struct DiskSpace: Sendable, Hashable {
    package let freeBytes: Int
    /// Names that can still be made; `nil` where the file system does not count them.
    package let freeFiles: Int?

    package init(at path: String) throws(SystemError) {
        var information = statvfs()
        try check("statvfs", path: path) { statvfs(path, &information) }
        freeBytes = Int(clamping: UInt64(information.f_bavail) &* UInt64(information.f_frsize))
        freeFiles = information.f_files == 0 ? nil : Int(clamping: information.f_favail)
    }
}
