import LinuxSystem
import TestKit
import Testing

/// `nyala top` in a real pseudo-terminal; the script of Tests/Terminal presses the keys.
@Suite struct TopTests {
    private static let script =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        .joined(separator: "/") + "/Terminal/top.py"

    private func site() async throws -> TestSite {
        let site = try await TestSite.start()
        // What a job writes must not steer the terminal.
        let worker = "printf 'hello \\033[31mred\\n'; exec sleep 600\n"
        try site.add("continuous/worker", ["run.sh": worker])
        try site.add("triggered/hello", ["run.sh": "echo hi there\n"])
        try await eventually("the worker runs") {
            try await site.nyala("jobs").output.contains("Running")
        }
        return site
    }

    @Test func `people watch, act and leave, and the terminal is as it was`() async throws {
        let site = try await site()
        let result = try await Command.run("python3", [Self.script, Program.path, site.home])
        #expect(result.isSuccess, "\(result.all)")
    }

    @Test func `what fails or has a problem is called so`() async throws {
        let site = try await site()
        try site.add("triggered/failing", ["run.sh": "exit 3\n"])
        try site.add("triggered/wrong", ["run.sh": "true\n", "settings.job": "{\"schedule\": \"0 99 * * * *\"}"])
        let failed = try await site.nyala("run", "failing", "--wait")
        #expect(failed.code == 3)
        try await eventually("it is known") { try await site.job("triggered/wrong") != nil }
        let lines = try await site.nyala("top", "--once").output.split(separator: "\n")
        let expected = [
            ("triggered/failing", "Failing"), ("triggered/wrong", "Problem"), ("triggered/hello", "Ready"),
            ("continuous/worker", "Running"),
        ]
        for (name, standing) in expected {
            let line = lines.first { $0.contains(name) }
            #expect(line?.contains(standing) == true, "\(lines.joined(separator: "\n"))")
        }
    }

    @Test func `a host that goes away is said, and who watches can still leave`() async throws {
        let site = try await site()
        let result = try await Command.run(
            "python3",
            [Self.script, Program.path, site.home, "\(site.servingProcess)"]
        )
        #expect(result.isSuccess, "\(result.all)")
    }
}
