import JobModel
import Testing

@Suite struct RunIDTests {
    private static let start = Timestamp(nanoseconds: 1_927_857_906_789_012_345)

    @Test func `is the start in the original's form`() {
        #expect(RunID(start: Self.start).text == "203102030405067890")
        #expect(RunID(start: Timestamp(seconds: 0)).text == "197001010000000000")
        #expect(RunID(start: Timestamp(nanoseconds: -1)).text == "196912312359599999")
    }

    @Test func `says its start to a tenth of a millisecond`() {
        let id = RunID(start: Self.start)
        #expect(id.start == Timestamp(nanoseconds: 1_927_857_906_789_000_000))
        #expect(RunID(start: id.start) == id)
    }

    @Test(arguments: [
        "", "20310203040506789", "2031020304050678900", "20310203040506789a", " 20310203040506789",
        "-20310203040506789",
        "+20310203040506789", "２０３１０２０３０４０５０６７８９０", "2031-02-03T04:05:06",
        "000000000000000000", "999999999999999999", "203113030405067890", "203100030405067890", "203102320405067890",
        "203102000405067890",
    ])
    func `refuses what is not 18 digits with a month and a day`(text: String) {
        #expect(RunID(text) == nil)
    }

    /// A job may make folders with such names in its data path.
    @Test(arguments: [
        "000001010000000000", "999912312359599999", "167701010000000000", "226201010000000000",
    ])
    func `digits of no year that there is start in 1970`(text: String) throws {
        #expect(try #require(RunID(text)).start == Timestamp(seconds: 0))
    }

    @Test(arguments: [
        (nil, "203102030405067890"),
        ("203102030405067889", "203102030405067890"),
        // In the same tenth of a millisecond, and after the clock was set back.
        ("203102030405067890", "203102030405067891"),
        ("203102030405067895", "203102030405067896"),
        ("203102039999999999", "203102040000000000"),
        ("209901010000000000", "209901010000000001"),
        ("999912312359599999", "999912312359600000"),
    ])
    func `sorts after the previous run`(previous: String?, expected: String) {
        let id = RunID(start: Self.start, after: previous.flatMap(RunID.init))
        #expect(id.text == expected)
        #expect(RunID(id.text) == id)
    }

    @Test func `sorting by name sorts by time`() {
        let starts = [-1, 0, 100_000, 86_400_000_000_000, 1_927_857_906_789_012_345].map {
            RunID(start: .init(nanoseconds: $0))
        }
        #expect(starts == starts.sorted())
        #expect(Set(starts).count == starts.count)
    }
}
