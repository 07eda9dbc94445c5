import JobModel
import Testing

@testable import Deployments

@Suite struct JobTableTests {
    @Test func `each job has a line, problems below it, and a sum`() {
        let problem = Problem(code: "no_script", path: "p", message: "nothing to run")
        let lines = JobTable.lines([
            JobChange(type: .continuous, name: "a", kind: .changed, fileCount: 2, problems: []),
            JobChange(type: .triggered, name: "longer", kind: .problem, fileCount: 1, problems: [problem]),
        ])
        #expect(
            lines == [
                "  continuous/a       changed   2 files",
                "  triggered/longer   problem",
                "      p: nothing to run",
                "",
                "2 jobs: 1 changed, 1 with a problem",
            ]
        )
    }

    @Test func `a site without jobs is told so`() {
        #expect(JobTable.lines([]).count == 1)
        #expect(JobTable.lines([])[0].contains("no jobs"))
    }
}
