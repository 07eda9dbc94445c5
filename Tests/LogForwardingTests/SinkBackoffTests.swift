import Testing

@testable import LogForwarding

/// How long a receiver is left alone.
@Suite struct SinkBackoffTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1000, 60)])
    func `the wait doubles up to its limit`(_ failures: Int, _ seconds: Int) {
        #expect(SinkBackoff.wait(afterFailures: failures, jitter: 0) == .seconds(seconds))
        #expect(SinkBackoff.wait(afterFailures: failures, jitter: 1) == .seconds(seconds) / 2)
    }

    @Test(arguments: [(0, 1), (20, 20), (100_000, 300)])
    func `what the receiver asks for is the least, within a limit`(_ asked: Int, _ seconds: Int) {
        #expect(SinkBackoff.wait(afterFailures: 1, asked: .seconds(asked), jitter: 0) == .seconds(seconds))
    }
}
