import Glibc
package import JobModel

/// What the kernel tells of one process, for showing it.
package struct ProcessStatus: Sendable, Hashable {
    package let processID: Int32
    package let parent: Int32
    /// The program's name, at most 15 bytes.
    package let name: String
    package let arguments: [String]
    /// As it was started, `NAME=value`.
    package let environment: [String]
    package let threads: Int
    package let start: Timestamp
    package let userTime: Duration
    package let systemTime: Duration
    /// Bytes in memory, and the most there ever were.
    package let residentSize: Int
    package let peakResidentSize: Int
    /// The id of the user it runs as.
    package let user: Int

    /// `nil` when there is no such process.
    package init?(_ processID: Int32) {
        // Gone, or of somebody who does not show it.
        guard let text = try? FileContents.text("/proc/\(processID)/stat"), let open = text.firstIndex(of: "("),
            let close = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let parent = Int32(fields[1]), let started = Int64(fields[19]) else { return nil }
        self.processID = processID
        self.parent = parent
        name = String(text[text.index(after: open)..<close])
        threads = Int(fields[17]) ?? 1
        let ticks = Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        userTime = .seconds(1) * (Int64(fields[11]) ?? 0) / ticks
        systemTime = .seconds(1) * (Int64(fields[12]) ?? 0) / ticks
        start = Self.bootTime + .seconds(1) * started / ticks
        arguments = Self.texts("/proc/\(processID)/cmdline")
        environment = Self.texts("/proc/\(processID)/environ")
        let status = Self.status(processID)
        residentSize = Self.kilobytes(status["VmRSS"]) * 1024
        peakResidentSize = Self.kilobytes(status["VmHWM"]) * 1024
        user = status["Uid"].flatMap { $0.split { $0 == "\t" || $0 == " " }.first }.flatMap { Int($0) } ?? 0
    }

    /// Texts that end in a zero byte; none of a process that does not show them.
    private static func texts(_ path: String) -> [String] {
        let bytes = (try? FileContents.read(path)) ?? []
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func status(_ processID: Int32) -> [Substring: Substring] {
        let text = (try? FileContents.text("/proc/\(processID)/status")) ?? ""
        let pairs = text.split(separator: "\n").compactMap { line -> (Substring, Substring)? in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        return Dictionary(pairs) { $1 }
    }

    private static func kilobytes(_ text: Substring?) -> Int {
        text.flatMap { $0.split { $0 == " " || $0 == "\t" }.first }.flatMap { Int($0) } ?? 0
    }

    /// When this machine came up.
    private static let bootTime: Timestamp = {
        let text = (try? FileContents.text("/proc/stat")) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return Timestamp(seconds: line.flatMap { Int64($0.dropFirst("btime ".count)) } ?? 0)
    }()
}
