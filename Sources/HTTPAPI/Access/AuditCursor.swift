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

    /// Nanoseconds since 1970, and the count.
    static let pattern = "^[0-8][0-9]{18}~[0-9]{1,5}$"

    init(_ text: String) throws {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == Self.digits, (1...5).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }),
            let nanoseconds = Int64(parts[0]), parts[0].first != "9", let count = Int(parts[1])
        else { throw ProblemAnswer(.badRequest, "\"before\" must be what the link to this page says") }
        self.init(time: Timestamp(nanoseconds: nanoseconds), count: count)
    }

    private static let digits = 19

    var description: String {
        let text = String(time.nanoseconds)
        return String(repeating: "0", count: max(0, Self.digits - text.utf8.count)) + text + "~\(count)"
    }

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
