import Testing

@testable import APIClient

@Suite struct TimeLimitsTests {
    static let durations: [(Duration, Int)] = [
        (.seconds(10), 10_000), (.milliseconds(1500), 1500), (.microseconds(2999), 2), (.milliseconds(1), 1),
        (.microseconds(999), 1), (.zero, 1), (.seconds(-5), 1),
    ]

    @Test func `a connection has ten seconds, a silence ten minutes`() {
        #expect(TimeLimits().connect == .seconds(10))
        #expect(TimeLimits().silence == .seconds(600))
        #expect(TimeLimits.betweenChecks == .milliseconds(200))
    }

    /// Zero would mean "no limit" to libcurl.
    @Test(arguments: durations)
    func `counts whole milliseconds, one at least`(duration: Duration, milliseconds: Int) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
