import JobModel

/// How long a receiver is left alone that did not take what it was sent.
struct SinkBackoff {
    static let firstWait: Duration = .seconds(1)
    /// No wait grows beyond it.
    static let longestWait: Duration = .seconds(60)
    /// A receiver that asks for more time does not get more than this.
    static let longestAsked: Duration = .seconds(300)

    private static let backoff = Backoff(first: firstWait, longest: longestWait)

    /// After so many failures in a row; what the receiver asked for is the least.
    static func wait(afterFailures failures: Int, asked: Duration? = nil, jitter: Double) -> Duration {
        max(backoff.wait(afterFailures: failures, jitter: jitter), min(asked ?? .zero, longestAsked))
    }
}
