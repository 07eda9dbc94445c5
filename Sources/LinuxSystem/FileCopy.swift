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
