/// How long to wait for the next try, of something that others may be busy or down for: twice as long after each failure
/// in a row.
package struct Backoff: Sendable, Hashable {
    /// Before the second try.
    package let first: Duration
    /// No wait grows beyond it.
    package let longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// After so many failures in a row.
    ///
    /// `jitter`, from 0 to 1, takes away up to a half, so that many who failed together do not come back together.
    package func wait(afterFailures failures: Int, jitter: Double) -> Duration {
        let factor = Int64(1) << min(max(0, failures - 1), 30)
        let doubled = first.inNanoseconds.multipliedReportingOverflow(by: factor)
        let full = doubled.overflow ? longest : min(longest, .nanoseconds(doubled.partialValue))
        return full * (1 - min(max(jitter, 0), 1) / 2)
    }
}
