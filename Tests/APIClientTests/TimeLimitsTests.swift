import Testing

@testable import APIClient

@Suite struct TimeLimitsTests {
    @Test func `a connection has ten seconds, a silence ten minutes`() {
        #expect(TimeLimits().connect == .seconds(10))
        #expect(TimeLimits().silence == .seconds(600))
        #expect(TimeLimits.betweenChecks == .milliseconds(200))
    }
}
