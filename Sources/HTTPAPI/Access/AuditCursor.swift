import HTTPTypes
import JobModel

/// Where a page of the audit log ended: the time of its last entry, and how many entries of that time came before.
struct AuditCursor: Sendable, CustomStringConvertible {
    let time: Timestamp
    let count: Int
    /// Entries of that time that were passed over.
    private var passed = 0

    init(time: Timestamp, count: Int) {
        self.time = time
        self.count = count
    }

    init(_ text: String) throws {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard let time = Timestamp(rfc3339: String(parts[0])), let count = parts.count == 1 ? 0 : Int(parts[1]),
            count >= 0
        else { throw ProblemAnswer(.badRequest, "\"before\" must be what the link to this page says") }
        self.init(time: time, count: count)
    }

    var description: String { "\(time)~\(count)" }

    /// Whether an entry, newest first, is on a later page.
    mutating func isBeyond(_ other: Timestamp) -> Bool {
        if other < time { return true }
        guard other == time, passed >= count else {
            if other == time { passed += 1 }
            return false
        }
        return true
    }
}
