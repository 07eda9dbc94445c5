import Glibc
import LinuxSystem

/// The permission bits of a file.
enum FileMode {
    static func of(_ path: String) throws -> UInt32 {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        return UInt32(information.st_mode) & 0o7777
    }
}
