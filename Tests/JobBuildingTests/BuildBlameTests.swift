import JobModel
import ProcessSupervision
import Testing

@testable import JobBuilding

@Suite struct BuildBlameTests {
    private func message(_ names: Set<String>, _ output: [String]) throws -> String {
        let need = try #require(BuildNeed.find(names, in: "", script: "run").first)
        return BuildBlame(need, .code(1), output, timeout: .seconds(1)).problem(path: "job") { _ in nil }.message
    }

    @Test(
        arguments: [
            (
                [
                    "npm error code ECONNREFUSED", "npm error syscall connect", "npm error errno ECONNREFUSED",
                    "npm error FetchError: request to http://host/b.tgz failed",
                    "npm error     at Request (index.js:1:1)",
                    "npm error", "npm error A complete log of this run can be found in: /root/.npm/_logs/x.log",
                ], "FetchError: request to http://host/b.tgz failed"
            ),
            (
                [
                    "[eval]:1", "npm ERR! code 1", "npm ERR! path /x", "npm ERR! command failed",
                    "npm ERR! command sh -c node fail.js", "npm ERR! A complete log of this run can be found in: x",
                ], "command sh -c node fail.js"
            ),
            (["npm warn old", "npm error code E404"], "code E404"), (["out of words"], "out of words"),
        ] as [([String], String)]
    )
    func `of what npm says the first reason counts`(output: [String], reason: String) throws {
        let message = try message(["package.json", "package-lock.json"], output)
        #expect(message == "the build failed with exit code 1: \(reason)")
    }

    @Test func `of what other tools say the last error counts`() throws {
        let output = ["ERROR: first", "ERROR: second", "  note"]
        #expect(try message(["requirements.txt"], output) == "the build failed with exit code 1: ERROR: second")
    }
}
