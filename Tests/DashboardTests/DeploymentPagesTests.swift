import CronSchedule
import JobModel
import Testing

@testable import Dashboard

@Suite struct DeploymentPagesTests {
    private let moments = Moments(now: Timestamp(seconds: 2_000_000), zone: .utc)

    private func deployment(_ state: DeploymentSummary.State, _ change: (inout DeploymentSummary) -> Void = { _ in })
        -> DeploymentSummary
    {
        var one = DeploymentSummary(
            id: "200012345678-push",
            state: state,
            kind: "push",
            author: "Ada <b>",
            message: "Fix it\n\nbecause",
            received: Timestamp(seconds: 1_999_000)
        )
        change(&one)
        return one
    }

    private func list(_ one: DeploymentSummary, mayDeploy: Bool = true) -> String {
        var viewer = Viewer(name: "ada")
        viewer.mayDeploy = mayDeploy
        return DeploymentListPage.page(
            DeploymentListModel(
                viewer: viewer,
                moments: moments,
                deployments: [one],
                next: nil,
                pushAddress: "http://h"
            )
        ).html.text
    }

    @Test(arguments: [
        // what can be had again, is active, may deploy: a button?
        (true, false, true, true), (true, true, true, false), (false, false, true, false), (true, false, false, false),
    ])
    func `only what can be had again has a way back`(canReturn: Bool, isActive: Bool, mayDeploy: Bool, isThere: Bool) {
        let one = deployment(.succeeded) { ($0.canReturn, $0.isActive) = (canReturn, isActive) }
        #expect(list(one, mayDeploy: mayDeploy).contains("/rollback\"") == isThere)
    }

    @Test func `a row says what, who and which jobs, as text`() {
        let one = deployment(.succeeded) {
            $0.branch = "main"
            $0.commit = "0123456789abcdef"
            $0.jobs = [
                .init(.triggered, "report", .changed, files: 1), .init(.triggered, "other", .unchanged, files: 0),
            ]
        }
        let text = list(one)
        #expect(text.contains("Fix it"))
        #expect(text.contains("push to main, 0123456789, by Ada &lt;b&gt;"))
        #expect(text.contains("report <small>changed</small>"))
        #expect(!text.contains("other <small>"))
    }

    @Test(arguments: DeploymentSummary.State.allCases)
    func `what goes on is looked at often and can be cancelled, what is over is not`(state: DeploymentSummary.State) {
        var viewer = Viewer(name: "ada")
        viewer.mayDeploy = true
        let text = DeploymentPage.page(
            DeploymentPageModel(viewer: viewer, moments: moments, deployment: deployment(state))
        ).html.text
        #expect(text.contains("data-hurry") == !state.isFinal)
        #expect(text.contains("/cancel\"") == !state.isFinal)
        #expect(text.contains(state.rawValue))
    }

    @Test func `going back says first what it changes`() {
        let files = [SiteDifference.File(path: "a", change: .changed), .init(path: "b", change: .removed)]
        let difference = SiteDifference(
            jobs: [.init(.triggered, "x", .changed, files: 1), .init(.continuous, "y", .removed, files: 1)],
            files: files,
            furtherFiles: 3,
            command: ""
        )
        let text = RollbackPage.page(
            deployment(.succeeded),
            difference,
            viewer: Viewer(name: "ada"),
            moments: moments
        ).html.text
        #expect(text.contains("5 files change: one job changes, one job goes."))
        let same = SiteDifference(jobs: [], files: [], furtherFiles: 0, command: "")
        let nothing = RollbackPage.page(deployment(.succeeded), same, viewer: Viewer(name: "a"), moments: moments)
        #expect(nothing.html.text.contains("no file changes"))
    }
}
