import Glibc
import LinuxSystem

/// Where a log goes and when it rolls.
package struct LogLocation: Sendable, Hashable {
    package let path: String
    /// Bytes after which the file rolls; `nil` never rolls (a run's output).
    package let maximumSize: Int?
    /// Files kept in all, the current one included.
    package let fileCount: Int

    package init(path: String, maximumSize: Int?, fileCount: Int = 1) {
        self.path = path
        self.maximumSize = maximumSize
        self.fileCount = fileCount
    }

    /// The name of an older file: `job_prev_log.txt` as in the original, then `job_prev_log.2.txt` and so on.
    func older(_ number: Int) -> String {
        let base = path.replacing(suffix: "_log.txt", with: "_prev_log.txt")
        return number == 1 ? base : base.replacing(suffix: ".txt", with: ".\(number).txt")
    }
}

extension String {
    fileprivate func replacing(suffix: String, with replacement: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + replacement : self + replacement
    }
}

/// A log file that is appended to and rolls by size; opened at the first line.
struct LogFile: ~Copyable {
    private let location: LogLocation
    private var file: Descriptor?
    private var size = 0
    /// Bytes that could not be written since the last success, for example because the disk is full.
    private(set) var lostBytes = 0

    init(_ location: LogLocation) {
        self.location = location
    }

    /// Appends whole lines. A failure loses these lines, counts them, and is tried afresh with the next ones: a full
    /// disk must not stop the job.
    mutating func append(_ lines: [UInt8]) {
        guard !lines.isEmpty else { return }
        do throws(SystemError) {
            try openIfNeeded()
            try rollIfNeeded()
            try file?.write(lines)
            size += lines.count
            lostBytes = 0
        } catch {
            lostBytes += lines.count
            file = nil
        }
    }

    private mutating func openIfNeeded() throws(SystemError) {
        guard file == nil else { return }
        let opened = try Descriptor.open(location.path, O_WRONLY | O_CREAT | O_APPEND)
        size = try opened.size()
        file = consume opened
    }

    private mutating func rollIfNeeded() throws(SystemError) {
        guard let maximum = location.maximumSize, size > maximum else { return }
        file = nil
        for number in stride(from: location.fileCount - 1, through: 1, by: -1) {
            let from = number == 1 ? location.path : location.older(number - 1)
            rename(from, location.older(number))
        }
        if location.fileCount <= 1 { unlink(location.path) }
        try openIfNeeded()
    }
}
