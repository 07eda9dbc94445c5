/// How long things took: a count for each of some bounds, as metrics want it.
package struct DurationHistogram: Sendable, Hashable {
    /// In seconds, ascending; what took longer than the last counts in the total only.
    package let bounds: [Double]
    /// For each bound, how many took at most so long and longer than the bound before.
    package private(set) var counts: [Int]
    package private(set) var total = 0
    /// In seconds.
    package private(set) var sum = 0.0

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    /// From a tenth of a second to a day: what jobs take.
    package static let runs = DurationHistogram(
        bounds: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 14_400, 86_400]
    )
    /// From a millisecond to a minute: how late what was due began.
    package static let lags = DurationHistogram(bounds: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 5, 15, 60])

    /// Adds one that took so long; a negative time, as after a change of the clock, counts as none.
    package mutating func note(_ duration: Duration) {
        let seconds = max(0, Double(duration.inNanoseconds) / 1_000_000_000)
        total += 1
        sum += seconds
        if let index = bounds.firstIndex(where: { seconds <= $0 }) { counts[index] += 1 }
    }
}
