import JobModel

/// How long a receiver is left alone that did not take what it was sent.
struct SinkBackoff {
    static let firstWait: Duration = .seconds(1)
    /// No wait grows beyond it.
    static let longestWait: Duration = .seconds(60)
    /// A receiver that asks for more time does not get more than this.
    static let longestAsked: Duration = .seconds(300)

    /// After so many failures in a row.
    ///
    /// The wait doubles each time. `jitter`, from 0 to 1, takes away up to a half of it. What the receiver asked for is
    /// the least.
    static func wait(afterFailures failures: Int, asked: Duration? = nil, jitter: Double) -> Duration {
        let doubled = firstWait * (Int64(1) << min(max(0, failures - 1), 10))
        let own = min(doubled, longestWait) * (1 - min(max(jitter, 0), 1) / 2)
        return max(own, min(asked ?? .zero, longestAsked))
    }
}
