import JobModel
import Testing

@Suite struct RunDurationTests {
    private static let start = Timestamp(seconds: 1_000)

    @Test(arguments: [
        (end: Int64?.none, now: Int64(1_004), seconds: 4), (end: nil, now: 990, seconds: 0),
        (end: 1_003, now: 2_000, seconds: 3), (end: 999, now: 2_000, seconds: 0),
    ])
    func `takes no less than nothing`(end: Int64?, now: Int64, seconds: Int) throws {
        var record = RunRecord(
            id: RunID(start: Self.start, after: nil),
            job: try JobName("report"),
            request: RunRequest(trigger: "External - "),
            version: nil,
            start: Self.start,
            outcome: .running
        )
        record.end = end.map { Timestamp(seconds: $0) }
        #expect(record.duration(now: Timestamp(seconds: now)) == .seconds(seconds))
    }
}
