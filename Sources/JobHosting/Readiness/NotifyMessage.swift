import JobModel

/// What a process said of itself to `NOTIFY_SOCKET`, in the words of systemd's `sd_notify`.
struct NotifyMessage: Hashable {
    /// Characters of a status that are kept.
    static let statusLength = 200

    /// `READY=1`.
    private(set) var isReady = false
    /// `STOPPING=1`.
    private(set) var isStopping = false
    /// `STATUS=…`: one line for people.
    private(set) var status: String?
    /// `WATCHDOG=1`: it is well.
    private(set) var isWell = false
    /// `WATCHDOG=trigger`: it says itself that it is not.
    private(set) var isUnwell = false
    /// `WATCHDOG_USEC=…`: how often it will say so from now on.
    private(set) var watchdog: Duration?
    /// `EXTEND_TIMEOUT_USEC=…`: it needs so much longer to be ready.
    private(set) var longer: Duration?

    /// Assignments line by line; what is not known, or no assignment, is passed over, as systemd does.
    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: 10) {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: line[line.index(after: equals)...], as: UTF8.self)
            take(String(decoding: line[..<equals], as: UTF8.self), value)
        }
    }

    private mutating func take(_ name: String, _ value: String) {
        switch name {
        case "READY": isReady = isReady || value == "1"
        case "STOPPING": isStopping = isStopping || value == "1"
        case "STATUS": status = String(value.prefix(Self.statusLength).map { $0.isNewline ? " " : $0 })
        case "WATCHDOG":
            isWell = isWell || value == "1"
            isUnwell = isUnwell || value == "trigger"
        case "WATCHDOG_USEC": watchdog = Self.span(value)
        case "EXTEND_TIMEOUT_USEC": longer = Self.span(value)
        default: break
        }
    }

    private static func span(_ text: String) -> Duration? {
        guard let microseconds = Int64(text), microseconds > 0, .microseconds(microseconds) <= DurationText.maximum
        else { return nil }
        return .microseconds(microseconds)
    }
}
