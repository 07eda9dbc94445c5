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

    let delay: Duration

    package init(delay: Duration = DeliveryBackoff.defaultDelay) {
        self.delay = delay
    }

    /// How long to wait after so many attempts; `nil` when there is no point in another.
    ///
    /// The delay doubles each time. `jitter`, from 0 to 1, takes away up to a half of it, so that many messages that
    /// failed together do not come back together.
    package func wait(afterAttempts attempts: Int, age: Duration, jitter: Double) -> Duration? {
        guard attempts < Self.maximumAttempts, age < Self.maximumAge else { return nil }
        let factor = Int64(1) << min(max(0, attempts - 1), 30)
        let doubled = delay.inNanoseconds.multipliedReportingOverflow(by: factor)
        let longest = doubled.overflow ? Self.maximumDelay : min(Self.maximumDelay, .nanoseconds(doubled.partialValue))
        return longest * (1 - min(max(jitter, 0), 1) / 2)
    }
}
