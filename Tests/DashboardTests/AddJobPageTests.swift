import CronSchedule
import JobModel
import Testing

@testable import Dashboard

@Suite struct AddJobPageTests {
    private func page(_ change: (inout AddJobModel) -> Void = { _ in }) -> String {
        var model = AddJobModel(
            viewer: Viewer(name: "ada"),
            moments: Moments(now: Timestamp(seconds: 1_000_000), zone: .utc)
        )
        change(&model)
        return AddJobPage.page(model).html.text
    }

    @Test func `what was entered comes back`() {
        let text = page {
            $0.name = "a\"b"
            $0.schedule = "0 * <"
            $0.type = .continuous
            $0.isSingle = true
        }
        #expect(text.contains("value=\"a&quot;b\""))
        #expect(text.contains("value=\"0 * &lt;\""))
        #expect(text.contains("value=\"continuous\" checked"))
        #expect(!text.contains("value=\"triggered\" checked"))
        #expect(text.contains("name=\"single\" checked"))
    }

    @Test func `what is wrong stands with its place`() {
        let problem = Problem(code: "x", path: "triggered/a/settings.job", line: 3, column: 7, message: "not <so>")
        let text = page { $0.faults = [.init(problem), .init("it ended", lines: ["Traceback", "<b>"])] }
        #expect(text.contains("<code class=\"place\">triggered/a/settings.job:3:7</code> not &lt;so&gt;"))
        #expect(text.contains("Traceback\n&lt;b&gt;"))
    }

    @Test(arguments: [
        (AddJobModel.NameHint.free, "This name is free"), (.bad("it is <empty>"), "it is &lt;empty&gt;"),
        (.taken, "There is a triggered job of this name"), (.none, "letters, digits"),
    ])
    func `a name is commented`(hint: AddJobModel.NameHint, words: String) {
        let text = page { $0.nameHint = hint }
        #expect(text.contains(words))
        #expect(text.contains("name=\"replace\"") == (hint == .taken))
    }

    @Test func `a schedule is said in words, with its next times`() {
        let text = page { $0.scheduleHint = .good(words: "every hour", next: [Timestamp(seconds: 1_003_600)]) }
        #expect(text.contains("every hour"))
        #expect(text.contains("1970-01-12 14:46:40"))
        #expect(page { $0.scheduleHint = .bad("column 3: <") }.contains("column 3: &lt;"))
    }
}
