import CLinux
import Glibc

/// Copies the content of files inside the kernel, sharing blocks where the file system can.
package enum FileCopy {
    private static let pieceSize = 1 << 30
    private static let bufferSize = 256 * 1024

    /// Copies everything from one descriptor's position to the other's; the number of bytes.
    @discardableResult
    package static func contents(of source: borrowing Descriptor, to target: borrowing Descriptor) throws(SystemError)
        -> Int
    {
        var total = 0
        while true {
            let count = nyala_copy_range(source.number, target.number, pieceSize)
            if count == 0 { return total }
            if count > 0 {
                total += count
                continue
            }
            let code = errno
            switch code {
            case EINTR: continue
            // Another file system, or one that cannot.
            case EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM: return try total + throughMemory(source, target)
            default: throw SystemError(call: "copy_file_range", code: code)
            }
        }
    }

    /// Copies a file, a link, or a folder with all in it, to a path where nothing is.
    ///
    /// Sockets, pipes and devices are left out.
    package static func tree(_ source: String, to target: String) throws(SystemError) {
        var information = stat()
        try check("lstat", path: source) { lstat(source, &information) }
        let mode = UInt32(information.st_mode & 0o777)
        switch information.st_mode & S_IFMT {
        case S_IFDIR:
            try Folder.create(target, mode: mode | 0o700)
            for name in try Folder.names(in: source) { try tree("\(source)/\(name)", to: "\(target)/\(name)") }
        case S_IFREG:
            let reading = try Descriptor.open(source, O_RDONLY | O_NOFOLLOW)
            let writing = try Descriptor.open(target, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try contents(of: reading, to: writing)
        case S_IFLNK:
            try SymbolicLink.create(target, to: SymbolicLink.target(of: source))
        default:
            break
        }
    }

    private static func throughMemory(
        _ source: borrowing Descriptor,
        _ target: borrowing Descriptor
    ) throws(SystemError) -> Int {
        var total = 0
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        while true {
            let number = source.number
            let count = try check("read") { Glibc.read(number, &buffer, bufferSize) }
            if count == 0 { return total }
            try target.write(Array(buffer[..<count]))
            total += count
        }
    }
}
