import Testing

@testable import Accounts

@Suite struct TokenLifetimeTests {
    @Test(arguments: [("1s", 1), ("90m", 5400), ("12h", 43_200), ("9999d", 863_913_600)])
    func `is a number and a unit`(_ text: String, _ seconds: Int) {
        #expect(TokenLifetime.parse(text) == .seconds(seconds))
        #expect(text.wholeMatch(of: pattern) != nil)
    }

    @Test(arguments: [
        "", "s", "0s", "00s", "01d", "10000d", "-1d", "+1d", "1", "1w", "1ms", "1 d", "1d ", "1\u{0661}d",
    ])
    func `is nothing else`(_ text: String) {
        #expect(TokenLifetime.parse(text) == nil)
        #expect(text.wholeMatch(of: pattern) == nil)
    }

    private var pattern: Regex<Substring> { /[1-9][0-9]{0,3}[smhd]/ }
}
