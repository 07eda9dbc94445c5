import Glibc
import LinuxSystem

/// Reads the last lines of a log.
enum LogTail {
    /// Bytes from the end that are looked at.
    private static let maximumBytes = 16 * 1024
    /// Bytes of one line that are told.
    private static let maximumLine = 500

    /// At most so many lines; none of a log that cannot be read.
    static func lines(of path: String, limit: Int) -> [String] {
        // A run that never began has no log.
        guard limit > 0, let bytes = try? end(of: path) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).suffix(limit).map { line in
            let text = String(decoding: line.prefix(maximumLine), as: UTF8.self)
            return line.count > maximumLine ? "\(text)…" : text
        }
    }

    private static func end(of path: String) throws(SystemError) -> [UInt8] {
        let file = try PlainFile.open(path)
        let number = file.number
        let size = Int(lseek(number, 0, SEEK_END))
        let start = max(0, size - maximumBytes)
        var bytes = [UInt8](repeating: 0, count: size - start)
        let count = bytes.withUnsafeMutableBytes { pread(number, $0.baseAddress, $0.count, off_t(start)) }
        bytes.removeLast(bytes.count - max(0, count))
        guard start > 0, let first = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return bytes }
        // The first line is cut.
        return Array(bytes[(first + 1)...])
    }
}
