import JobModel
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("0", Duration.zero), ("90", .seconds(90)), ("90s", .seconds(90)), ("15m", .seconds(900)),
        ("2h", .seconds(7200)),
        ("1d", .seconds(86_400)), ("250ms", .milliseconds(250)), ("0ms", .zero), ("007s", .seconds(7)),
        ("2147483647", .seconds(2_147_483_647)), ("24855d", .seconds(2_147_472_000)),
    ])
    func `reads numbers with a unit`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "s", "ms", "-1", "-0", "+1", "+1s", "+5ms", "-5ms", "1.5s", "1 s", " 1s", "1s ", "1S", "1H", "1w", "1y",
        "1h30m",
        "abc", "٣s", "0x10", "1e3", "2147483648", "24856d", "2147483648000ms", "9223372036854775807d",
        "99999999999999999999", "99999999999999999999ms",
    ])
    func `refuses anything else`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
