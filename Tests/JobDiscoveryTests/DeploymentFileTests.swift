import JobModel
import Testing

@testable import JobDiscovery

@Suite struct DeploymentFileTests {
    @Test(arguments: [
        ("[config]\ncommand = bash build.sh\n", "bash build.sh"), ("[config]\r\nCOMMAND=x = y\r\n", "x = y"),
        ("\u{FEFF}[config]\ncommand = x", "x"), ("; a word\n\n[ Config ]\n  command =  a b  \n# end", "a b"),
    ])
    func `it names a command`(text: String, command: String) {
        let file = DeploymentFile(Array(text.utf8))
        #expect(file.command == command)
        #expect(file.problems(path: "p").isEmpty)
    }

    @Test(arguments: [
        (
            "; a word\n[other]\ncommand = no\n[config]\nproject = x\ncommand = y\n",
            [
                "p:2:1: warning: only the section [config] counts",
                "p:5:1: warning: \"project\" is not used; only command counts",
            ]
        ),
        ("[config]\ncommand = x\n  command = y\n", ["p:3:3: warning: there is a command already, which counts"]),
        ("[config]\ncommand = x\nbash build.sh\n", ["p:3:1: warning: this says nothing; write NAME = VALUE"]),
    ])
    func `what says nothing is warned of with its place`(text: String, problems: [String]) {
        #expect(DeploymentFile(Array(text.utf8)).problems(path: "p").map(\.description) == problems)
    }

    private static let missing = "it names no command; write two lines, [config] and command = bash build.sh"

    @Test(arguments: [
        ("", ["p:1:1: \(missing)"]), ("\n[config]\n# command = x\n", ["p:2:1: \(missing)"]),
        (
            "command = no\n",
            ["p:1:1: warning: this stands before any section; write [config] above", "p:1:1: \(missing)"]
        ),
        ("[config]\n command =\n", ["p:2:10: warning: the command is missing", "p:1:1: \(missing)"]),
        (
            " [config\ncommand = x\n",
            [
                "p:1:2: warning: a section ends with ]: [config]",
                "p:2:1: warning: this stands before any section; write [config] above", "p:1:1: \(missing)",
            ]
        ),
        ("\u{1}\u{FFFD}", ["p:1:1: warning: this says nothing; write NAME = VALUE", "p:1:1: \(missing)"]),
    ])
    func `without a command it is a problem`(text: String, problems: [String]) {
        let file = DeploymentFile(Array(text.utf8))
        #expect(file.command == nil)
        #expect(file.problems(path: "p").map(\.description) == problems)
    }

    @Test func `a job with one that is broken shows it`() throws {
        let job = try InspectedJob()
        try job.write("run.sh")
        try job.write(".deployment", "[config]\ncommand: x\n")
        #expect(
            job.inspect().problems.map(\.description) == [
                "jobs/report/.deployment:2:1: warning: this says nothing; write NAME = VALUE",
                "jobs/report/.deployment:1:1: \(Self.missing)",
            ]
        )
    }
}
