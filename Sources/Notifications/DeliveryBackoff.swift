import JobModel

/// When a message that did not get through is tried again.
package struct DeliveryBackoff: Sendable, Hashable {
    /// Before the first retry.
    package static let defaultDelay: Duration = .seconds(10)
    /// No delay grows beyond it.
    package static let maximumDelay: Duration = .seconds(3600)
    package static let maximumAttempts = 12
    /// A message this old is not worth telling any more.
    package static let maximumAge: Duration = .seconds(86_400)

    private let backoff: Backoff

    package init(delay: Duration = DeliveryBackoff.defaultDelay) {
        backoff = Backoff(first: delay, longest: Self.maximumDelay)
    }

    /// How long to wait after so many attempts; `nil` when there is no point in another.
    package func wait(afterAttempts attempts: Int, age: Duration, jitter: Double) -> Duration? {
        guard attempts < Self.maximumAttempts, age < Self.maximumAge else { return nil }
        return backoff.wait(afterFailures: attempts, jitter: jitter)
    }
}
