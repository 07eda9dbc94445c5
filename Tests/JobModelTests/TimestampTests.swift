import JobModel
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.0000000Z"),
        (1_927_857_906_789_012_345, "2031-02-03T04:05:06.7890123Z"),
        (-1, "1969-12-31T23:59:59.9999999Z"),
        (-1_000_000_000, "1969-12-31T23:59:59.0000000Z"),
        (951_826_154_000_000_100, "2000-02-29T12:09:14.0000001Z"),
    ])
    func `writes seven decimals, rounded down`(nanoseconds: Int64, text: String) {
        #expect("\(Timestamp(nanoseconds: nanoseconds))" == text)
    }

    @Test(arguments: [
        (0, "2031-02-03T04:05:06Z"), (1, "2031-02-03T04:05:06.7Z"), (3, "2031-02-03T04:05:06.789Z"),
        (9, "2031-02-03T04:05:06.789012345Z"),
    ])
    func `writes as many decimals as asked for`(decimals: Int, text: String) {
        #expect(Timestamp(nanoseconds: 1_927_857_906_789_012_345).rfc3339(decimals: decimals) == text)
    }

    @Test(arguments: [
        ("2031-02-03T04:05:06Z", Int64(1_927_857_906_000_000_000)),
        ("2031-02-03t04:05:06z", 1_927_857_906_000_000_000),
        ("2031-02-03 04:05:06.5Z", 1_927_857_906_500_000_000),
        ("2031-02-03T04:05:06.789012345Z", 1_927_857_906_789_012_345),
        ("2031-02-03T04:05:06.7890123459999Z", 1_927_857_906_789_012_345),
        ("2031-02-03T06:05:06+02:00", 1_927_857_906_000_000_000),
        ("2031-02-02T22:35:06-05:30", 1_927_857_906_000_000_000),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
        // A leap second counts as the next second.
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
        ("1678-01-01T00:00:00Z", -9_214_560_000_000_000_000),
        ("2261-12-31T23:59:59.999999999Z", 9_214_646_399_999_999_999),
    ])
    func `reads RFC 3339`(text: String, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text) == Timestamp(nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "", "2031", "2031-02-03", "2031-02-03T04:05:06", "2031-02-03T04:05Z", "2031-2-3T04:05:06Z",
        "2031-13-03T04:05:06Z", "2031-00-03T04:05:06Z", "2031-02-29T04:05:06Z", "2031-04-31T04:05:06Z",
        "2031-02-00T04:05:06Z", "2031-02-03T24:00:00Z", "2031-02-03T04:60:06Z", "2031-02-03T04:05:61Z",
        "2031-02-31T04:05:60Z", "2031-02-03T04:05:06.Z", "2031-02-03T04:05:06Z ", " 2031-02-03T04:05:06Z",
        "2031-02-03T04:05:06+2:00", "2031-02-03T04:05:06+24:00", "2031-02-03T04:05:06+02:60",
        "2031-02-03T04:05:06+0200",
        "2031/02/03T04:05:06Z", "-031-02-03T04:05:06Z", "+031-02-03T04:05:06Z", "２０３１-02-03T04:05:06Z",
        // Beyond what 64 bits of nanoseconds reach.
        "0000-01-01T00:00:00Z", "1677-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ])
    func `refuses anything else`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [Int64(0), 100, -100, 1_927_857_906_789_012_300, -5_000_000_000_000_000_100])
    func `what it writes it reads`(nanoseconds: Int64) {
        let timestamp = Timestamp(nanoseconds: nanoseconds)
        #expect(Timestamp(rfc3339: timestamp.description) == timestamp)
        #expect(Timestamp(rfc3339: timestamp.rfc3339(decimals: 9)) == timestamp)
    }

    @Test(arguments: [(Int64(0), Int64(0)), (999_999_999, 0), (1_000_000_000, 1), (-1, -1), (-1_000_000_000, -1)])
    func `counts whole seconds rounded down`(nanoseconds: Int64, seconds: Int64) {
        #expect(Timestamp(nanoseconds: nanoseconds).seconds == seconds)
    }

    @Test func `adds and subtracts durations`() {
        let early = Timestamp(seconds: 10)
        let late = early + .milliseconds(1500)
        #expect(late == Timestamp(nanoseconds: 11_500_000_000))
        #expect(late - early == .milliseconds(1500))
        #expect(early - late == .milliseconds(-1500))
        #expect(early < late)
        #expect(MonotonicTime(nanoseconds: 5) + .nanoseconds(7) == MonotonicTime(nanoseconds: 12))
        #expect(MonotonicTime(nanoseconds: 5) - MonotonicTime(nanoseconds: 7) == .nanoseconds(-2))
        #expect(MonotonicTime(nanoseconds: 5) < MonotonicTime(nanoseconds: 7))
        #expect(Duration(secondsComponent: -1, attosecondsComponent: -999_999_999).inNanoseconds == -1_000_000_000)
    }

    @Test(
        arguments: [
            ("9999-12-31T00:00:00Z", "2203-12-31T00:00:00Z"), ("2400-02-29T00:00:00Z", "2204-02-29T00:00:00Z"),
            ("0001-01-01T00:00:00Z", "1703-01-01T00:00:00Z"), ("2031-02-03T04:05:06Z", "2031-02-03T04:05:06Z"),
        ]
    )
    func `a bound may lie beyond all times`(_ text: String, _ expected: String) {
        #expect(Timestamp(boundary: text) == Timestamp(rfc3339: expected))
        #expect(Timestamp(boundary: text) != nil)
    }

    @Test(arguments: ["9999", "", "9999-02-29T00:00:00Z", "99999-01-01T00:00:00Z", "-999-01-01T00:00:00Z", "soon"])
    func `a bound is a time all the same`(_ text: String) {
        #expect(Timestamp(boundary: text) == nil)
    }
}
