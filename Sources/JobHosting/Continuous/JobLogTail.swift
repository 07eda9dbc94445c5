import Glibc
import JobModel
import LinuxSystem

/// Reads the end of a continuous job's log.
struct JobLogTail {
    /// Bytes from the end that are looked at.
    private static let length = 64 * 1024

    let path: String

    /// What the job's processes wrote since then, without the stamps; errors of the host about it as well.
    func lines(since: Timestamp) -> [String] {
        // No log, no lines: the job never started.
        guard let bytes = try? end() else { return [] }
        return bytes.split(separator: 10).compactMap { Self.text(String(decoding: $0, as: UTF8.self), since) }
    }

    /// All of it, with the stamps; empty without a log.
    var text: String {
        (try? end()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func end() throws(SystemError) -> [UInt8] {
        let file = try PlainFile.open(path)
        let number = file.number
        let size = Int(lseek(number, 0, SEEK_END))
        let start = max(0, size - Self.length)
        var bytes = [UInt8](repeating: 0, count: size - start)
        let count = bytes.withUnsafeMutableBytes { pread(number, $0.baseAddress, $0.count, off_t(start)) }
        return Array(bytes.prefix(max(0, count)))
    }

    /// A line is `[TIME > INSTANCE: LEVEL] TEXT`.
    private static func text(_ line: String, _ since: Timestamp) -> String? {
        guard line.hasPrefix("["), let end = line.firstRange(of: "] "), let middle = line.firstRange(of: " > "),
            middle.lowerBound < end.lowerBound,
            let time = Timestamp(rfc3339: String(line[line.index(after: line.startIndex)..<middle.lowerBound])),
            time >= since
        else { return nil }
        let level =
            line[middle.upperBound..<end.lowerBound].split(separator: ":").last.map { $0.drop { $0 == " " } } ?? ""
        guard level.hasPrefix("INFO") || level.hasPrefix("ERR") || level.hasPrefix("SYS ERR") else { return nil }
        return String(line[end.upperBound...])
    }
}
