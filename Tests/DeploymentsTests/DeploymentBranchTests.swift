import Testing

@testable import Deployments

@Suite struct DeploymentBranchTests {
    struct Case: Sendable {
        let configured: String?
        let existing: [String]
        let pushed: [String]
        let chosen: String?
    }

    static let cases = [
        Case(configured: "live", existing: ["main"], pushed: ["main"], chosen: "live"),
        Case(configured: "", existing: [], pushed: ["work"], chosen: "work"),
        Case(configured: nil, existing: [], pushed: ["work"], chosen: "work"),
        Case(configured: nil, existing: ["work"], pushed: ["other"], chosen: nil),
        Case(configured: nil, existing: ["work", "main"], pushed: ["other"], chosen: "main"),
        Case(configured: nil, existing: ["master", "main"], pushed: [], chosen: "main"),
        Case(configured: nil, existing: ["master", "x"], pushed: [], chosen: "master"),
        Case(configured: nil, existing: [], pushed: [], chosen: nil),
    ]

    @Test(arguments: cases)
    func `the configured branch, else the only one, else main, master`(one: Case) {
        let chosen = DeploymentBranch.choose(configured: one.configured, existing: one.existing, pushed: one.pushed)
        #expect(chosen == one.chosen)
    }
}
