import JobModel
import Testing

@testable import HTTPAPI

@Suite struct AuditCursorTests {
    @Test(arguments: [0, 1, 1_795_000_000_123_456_789, 8_999_999_999_999_999_999])
    func `is read as it was written`(_ nanoseconds: Int64) throws {
        let text = AuditCursor(time: Timestamp(nanoseconds: nanoseconds), count: 42).description
        let cursor = try AuditCursor(text)
        #expect(cursor.time == Timestamp(nanoseconds: nanoseconds) && cursor.count == 42)
    }

    @Test(
        arguments: [
            "", "~", "1~1", "1795000000123456789", "1795000000123456789~", "1795000000123456789~123456",
            "9795000000123456789~1", "179500000012345678x~1", "1795000000123456789~1~1", "-795000000123456789~1",
            "2031-02-03T04:05:06Z~0",
        ]
    )
    func `is nothing else`(_ text: String) {
        #expect(throws: ProblemAnswer.self) { try AuditCursor(text) }
    }
}
