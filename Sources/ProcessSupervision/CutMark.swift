import Glibc
import LinuxSystem

/// The line that stands where the middle of a run's output was cut out.
///
/// It is a file by itself, between that with the beginning and those with the end, so that whoever reads the files of
/// the log in their order reads it in its place.
enum CutMark {
    /// Bytes; a file that is larger is none.
    private static let longest = 1024
    private static let words = " bytes of output are cut out here: of a run that writes more than log.max_run_bytes, "

    static func line(_ count: Int, of maximum: Int, stamp: [UInt8]) -> [UInt8] {
        stamp + Array("\(count)\(words)here \(maximum), the beginning and the end are kept\n".utf8)
    }

    /// How many bytes the mark in this file stands for; `nil` when it has none.
    ///
    /// Lines of a job have another level, so none of them is one.
    static func count(in path: String) -> Int? {
        // One that is not there, or too large, is no mark.
        guard let bytes = try? PlainFile.read(path, limit: longest) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: ": SYS WARN] ")?.upperBound, let end = text.firstRange(of: words),
            start < end.lowerBound
        else { return nil }
        return Int(text[start..<end.lowerBound])
    }

    /// Puts the mark in the place of a part of the output, in one step.
    ///
    /// On a disk that is full there is only the room of the part itself; whoever is killed just then leaves a part that
    /// is empty.
    static func replace(_ path: String, with line: [UInt8]) throws(SystemError) {
        do throws(SystemError) {
            try AtomicFile.write(line, to: path)
        } catch {
            guard error.isFull else { throw error }
            let file = try PlainFile.open(path, O_WRONLY | O_TRUNC)
            try file.write(line)
        }
    }
}
