import CronSchedule
import JobModel
import Testing

@testable import Dashboard

@Suite struct SchedulePageTests {
    private let moments = Moments(now: Timestamp(seconds: 1_000_000), zone: .utc)

    private func job(_ name: String, count: Int, next: Int64 = 1_000_060, zone: String = "UTC") -> ScheduleModel.Job {
        .init(
            name: name,
            schedule: "* * * * * *",
            words: "every second",
            zone: zone,
            next: Timestamp(seconds: next),
            count: count
        )
    }

    private func page(_ change: (inout ScheduleModel) -> Void) -> String {
        var model = ScheduleModel(viewer: Viewer(name: "ada"), moments: moments)
        change(&model)
        return SchedulePage.page(model).html.text
    }

    @Test(arguments: [
        (0, "not"), (1, "once"), (2, "twice"), (3, "3 times"), (86_400, "86,400 times"), (1_234_567, "1,234,567 times"),
    ])
    func `how often is said in words`(count: Int, words: String) {
        #expect(SchedulePage.times(count) == words)
    }

    @Test func `a job that runs each second is one line`() {
        let text = page { $0.jobs = [job("clock", count: 86_400)] }
        #expect(text.contains("every second, 86,400 times"))
    }

    @Test func `times stand in their order, and what is left out is counted`() {
        var model = ScheduleModel(viewer: Viewer(name: "ada"), moments: moments)
        model.jobs = [job("later", count: 1, next: 1_000_200), job("soon", count: 1, next: 1_000_100)]
        let times = (1...Int64(ScheduleModel.maximumTimes + 5)).reversed()
        model.finish(times.map { .init(job: "x", time: Timestamp(seconds: 1_000_000 + $0)) })
        #expect(model.jobs.map(\.name) == ["soon", "later"])
        #expect(model.times.first?.time == Timestamp(seconds: 1_000_001))
        #expect(model.times.count == ScheduleModel.maximumTimes)
        #expect(model.furtherTimes == 5)
        #expect(SchedulePage.page(model).html.text.contains("and 5 more until tomorrow"))
    }

    @Test func `what was missed stands with its reason and how many it stands for`() throws {
        let id = try #require(RunID("203102030405067890"))
        var run = RunRecord(
            id: id,
            job: try JobName("report"),
            request: RunRequest(trigger: "Schedule"),
            version: nil,
            start: Timestamp(seconds: 999_000),
            outcome: .skipped
        )
        run.detail = "the host was not running <then>"
        run.occurrences = 1200
        let text = page { $0.missed = [run] }
        #expect(text.contains("the host was not running &lt;then&gt;"))
        #expect(text.contains("1,200 of them, this is the last"))
    }

    @Test func `nothing at all teaches how to write a schedule`() {
        #expect(page { _ in }.contains("Nothing is scheduled"))
        let idle = page { $0.idle = [.init(job: "a", schedule: "0 0 1 * * *", reason: "it is <stopped>")] }
        #expect(idle.contains("it is &lt;stopped&gt;"))
        #expect(idle.contains("Nothing was missed"))
    }

    @Test func `other clocks than the site's are said`() {
        #expect(page { $0.jobs = [job("a", count: 1, zone: "Asia/Tokyo")] }.contains("clocks of Asia/Tokyo"))
        #expect(!page { $0.jobs = [job("a", count: 1)] }.contains("clocks of"))
    }
}
