import JobModel
import TestKit
import Testing

/// The recipes in `examples/kudu` do what they say.
@Suite struct KuduRecipeTests {
    private static let folder: String = {
        // …/Tests/EndToEndTests/KuduRecipeTests.swift
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return "\(root)/examples/kudu"
    }()

    private func recipe(_ name: String, _ site: TestSite) async throws -> Command.Result {
        let variables = ["URL=\(site.url)", "CREDENTIALS=\(TestSite.user):\(TestSite.password)"]
        return try await Command.run("env", variables + ["\(Self.folder)/\(name)"])
    }

    @Test func `jobs are made, run, stopped and removed`() async throws {
        let site = try await TestSite.start()
        let result = try await recipe("jobs.sh", site)
        #expect(result.isSuccess, "\(result.all)")
        #expect(result.output.contains("INFO] hello one two words\n"))
        #expect(result.output.contains("\"status\":\"Success\""))
        #expect(result.output.contains("0 30 2 * * *") && result.output.contains("Status changed to Running"))
        #expect(result.output.contains("\n304\n") && result.output.hasSuffix("\n[]\n"), "\(result.output)")
    }

    @Test func `a site is deployed, followed and taken back`() async throws {
        let site = try await TestSite.start()
        let result = try await recipe("deploy.sh", site)
        #expect(result.isSuccess, "\(result.all)")
        #expect(result.output.contains("\"message\":\"second\"") && result.output.contains("triggered/kudu-report"))
        #expect(
            result.output.contains("\necho \"the first\"\n") && result.output.contains("/site.git"),
            "\(result.output)"
        )
    }
}
