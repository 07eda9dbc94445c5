import Testing

@testable import HTTPTransfer

@Suite struct TransferLimitsTests {
    static let durations: [(Duration, Int)] = [
        (.seconds(10), 10_000), (.milliseconds(1500), 1500), (.microseconds(2999), 2), (.milliseconds(1), 1),
        (.microseconds(999), 1), (.zero, 1), (.seconds(-5), 1),
    ]

    /// Zero would mean "no limit" to libcurl.
    @Test(arguments: durations)
    func `counts whole milliseconds, one at least`(duration: Duration, milliseconds: Int) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
