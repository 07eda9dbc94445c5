import JobModel
import Testing

@Suite struct DurationHistogramTests {
    @Test func `counts what took at most so long`() {
        var histogram = DurationHistogram(bounds: [0.5, 1])
        for duration: Duration in [
            .milliseconds(100), .milliseconds(500), .milliseconds(501), .seconds(2), .seconds(-3),
        ] {
            histogram.note(duration)
        }
        #expect(histogram.counts == [3, 1])
        #expect(histogram.total == 5)
        #expect(abs(histogram.sum - 3.101) < 0.000_001)
    }

    @Test(arguments: [DurationHistogram.runs, .lags])
    func `bounds ascend`(histogram: DurationHistogram) {
        #expect(histogram.bounds == histogram.bounds.sorted())
        #expect(Set(histogram.bounds).count == histogram.bounds.count)
    }
}
