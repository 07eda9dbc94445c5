import Testing

@testable import JobModel

@Suite struct RetrySettingsTests {
    private func delays(_ backoff: RetrySettings.Backoff, seconds: Int64, limit: Int) -> [Int64?] {
        var settings = RetrySettings()
        settings.limit = limit
        settings.delay = .seconds(seconds)
        settings.backoff = backoff
        return (1...limit + 1).map { settings.delay(afterAttempt: $0)?.components.seconds }
    }

    @Test(
        arguments: [
            (RetrySettings.Backoff.constant, [30, 30, 30, nil]), (.linear, [30, 60, 90, nil]),
            (.exponential, [30, 60, 120, nil]),
        ] as [(RetrySettings.Backoff, [Int64?])]
    )
    func `the delay grows as asked, and ends with the limit`(backoff: RetrySettings.Backoff, expected: [Int64?]) {
        #expect(delays(backoff, seconds: 30, limit: 3) == expected)
    }

    @Test func `no delay is longer than a day`() {
        #expect(RetrySettings.maximumDelay == .seconds(86_400))
        #expect(delays(.exponential, seconds: 3600, limit: 100).dropLast().last == 86_400)
        #expect(delays(.linear, seconds: Int64(Int32.max), limit: 1000).dropLast().allSatisfy { $0 == 86_400 })
    }

    @Test(
        arguments: [
            (nil, 3, true), (nil, nil, true), ([3, 4], 3, true), ([3, 4], 5, false), ([3, 4], nil, false),
            ([], 3, false),
        ] as [([Int]?, Int?, Bool)]
    )
    func `only the exit codes that are named are tried again`(codes: [Int]?, exitCode: Int?, expected: Bool) {
        var settings = RetrySettings()
        settings.onExitCodes = codes
        #expect(settings.covers(exitCode: exitCode) == expected)
    }

    @Test func `nothing is tried again unless asked for`() {
        #expect(RetrySettings().limit == 0)
        #expect(RetrySettings().delay(afterAttempt: 1) == nil)
    }
}
