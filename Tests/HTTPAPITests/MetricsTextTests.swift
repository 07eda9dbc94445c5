import JobModel
import Testing

@testable import HTTPAPI

@Suite struct MetricsTextTests {
    @Test func `writes names, labels and numbers as Prometheus reads them`() {
        var metrics = MetricsText()
        metrics.begin("a_total", .counter, "Help.")
        metrics.sample(3)
        metrics.sample(4, [("job", "a\"b\\c\nd"), ("type", "x")])
        metrics.begin("b", .gauge, "More.")
        metrics.sample(1.5)
        metrics.sample(1_800_000_000.0)
        let expected = """
            # HELP a_total Help.
            # TYPE a_total counter
            a_total 3
            a_total{job="a\\"b\\\\c\\nd",type="x"} 4
            # HELP b More.
            # TYPE b gauge
            b 1.5
            b 1800000000

            """
        #expect(metrics.text == expected)
    }

    @Test func `a histogram's buckets add up`() {
        var histogram = DurationHistogram(bounds: [0.5, 1])
        for duration: Duration in [.milliseconds(250), .milliseconds(750), .seconds(4)] { histogram.note(duration) }
        var metrics = MetricsText()
        metrics.begin("t", .histogram, "Help.")
        metrics.sample(histogram, [("job", "j")])
        let lines = metrics.text.split(separator: "\n").dropFirst(2)
        #expect(
            lines == [
                "t_bucket{job=\"j\",le=\"0.5\"} 1", "t_bucket{job=\"j\",le=\"1\"} 2",
                "t_bucket{job=\"j\",le=\"+Inf\"} 3",
                "t_sum{job=\"j\"} 5", "t_count{job=\"j\"} 3",
            ]
        )
    }
}
