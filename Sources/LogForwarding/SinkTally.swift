package import JobModel

/// How a sink does, for who watches it.
package struct SinkTally: Sendable {
    /// Lines that it has taken since the host's start.
    package internal(set) var sent = 0
    /// Lines that it has refused for good.
    package private(set) var refused = 0
    /// Bytes of logs that were gone before they could be sent.
    package internal(set) var lostBytes = 0
    /// Bytes that wait.
    package internal(set) var unreadBytes = 0
    /// Why it takes nothing now; `nil` where it does.
    package internal(set) var failure: String?
    /// When that began.
    package internal(set) var failingSince: MonotonicTime?
    /// Why it refused lines, the last time.
    private(set) var refusal = ""
    /// Refused lines of which the receiver does not know yet.
    var untold = 0

    mutating func refuse(_ lines: Int, _ reason: String) {
        guard lines > 0 else { return }
        refused += lines
        untold += lines
        refusal = reason
    }

    /// What the receiver should know: lines that it will look for in vain.
    var notice: String? {
        guard untold > 0 else { return nil }
        return "\(untold) lines are missing here: they were refused (\(refusal)) and are not sent again"
    }
}
