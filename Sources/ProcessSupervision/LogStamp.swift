package import JobModel

/// Who wrote a log line and how serious it is, in the original's words.
package enum LogLevel: Sendable, Hashable, CaseIterable {
    /// A line of the job's standard output.
    case output
    /// A line of the job's standard error.
    case errorOutput
    /// A line of Nyala's own about the job.
    case systemInfo
    case systemWarning
    case systemError

    package var label: String {
        switch self {
        case .output: "INFO"
        case .errorOutput: "ERR "
        case .systemInfo: "SYS INFO"
        case .systemWarning: "SYS WARN"
        case .systemError: "SYS ERR "
        }
    }
}

/// What stands before every line of a log: `[2031-02-03T04:05:06.789Z > a1b2c3: INFO] `.
///
/// The original's shape with an RFC 3339 time in UTC; a label such as `#1` behind the instance says which process of a
/// job that has several. The bytes are made once a millisecond, not once a line.
package struct LogStamp {
    private let instance: InstanceID
    private var millisecond: Int64 = .min
    private var head: [UInt8] = []
    private var stamps: [Kind: [UInt8]] = [:]

    private struct Kind: Hashable {
        let level: LogLevel
        let label: String
    }

    package init(instance: InstanceID) {
        self.instance = instance
    }

    package mutating func bytes(for level: LogLevel, at time: Timestamp, _ label: String = "") -> [UInt8] {
        let millisecond = time.nanoseconds / 1_000_000
        if millisecond != self.millisecond {
            self.millisecond = millisecond
            head = Array("[\(time.rfc3339(decimals: 3)) > \(instance)".utf8)
            stamps.removeAll(keepingCapacity: true)
        }
        let kind = Kind(level: level, label: label)
        if let stamp = stamps[kind] { return stamp }
        let stamp = head + Array("\(label): \(level.label)] ".utf8)
        stamps[kind] = stamp
        return stamp
    }
}
