import JobModel
import Testing

@Suite struct ProblemTests {
    @Test(arguments: [
        (Problem(code: "c", path: "a/b", message: "m"), "a/b: m"),
        (Problem(code: "c", path: "a/b", line: 3, message: "m"), "a/b:3: m"),
        (Problem(code: "c", path: "a/b", line: 3, column: 7, message: "m"), "a/b:3:7: m"),
        // A column alone points nowhere.
        (Problem(code: "c", path: "a/b", column: 7, message: "m"), "a/b: m"),
        (Problem(.warning, code: "c", path: "a/b", line: 3, column: 7, message: "m"), "a/b:3:7: warning: m"),
    ])
    func `is a line that editors make clickable`(problem: Problem, text: String) {
        #expect(problem.description == text)
    }

    @Test(arguments: [
        (RunOutcome.initializing, false), (.running, false), (.success, true), (.failed, true), (.stopped, true),
        (.aborted, true),
    ])
    func `a run that is over stays over`(outcome: RunOutcome, isFinal: Bool) {
        #expect(outcome.isFinal == isFinal)
    }
}
