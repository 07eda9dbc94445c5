import Glibc
import LinuxSystem
import TestKit
import Testing

/// The dashboard in a real browser, as people use it: each script of Tests/Browser on a site of its own.
///
/// One after the other: a browser takes as much of a machine as all other tests together.
@Suite(.serialized) struct DashboardTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// Runs a script; what it prints is shown when it fails.
    static func run(_ script: String, on site: TestSite, _ more: String...) async throws {
        let result = try await Command.run(
            "\(root)/.build/venv/bin/python",
            ["\(root)/Tests/Browser/\(script).py", site.url, TestSite.user, TestSite.password, site.home, Program.path]
                + more,
            environment: ["PYTHONDONTWRITEBYTECODE": "1"]
        )
        #expect(result.isSuccess, "\(result.all)")
    }

    @Test func `everything the original's portal does is done in one go`() async throws {
        try await Self.run("story", on: try await TestSite.start())
    }

    @Test func `jobs are run, watched, restarted and deleted, and what they write is text`() async throws {
        try await Self.run("jobs", on: try await TestSite.start())
    }

    @Test func `schedules and files are changed, and what is wrong is refused`() async throws {
        try await Self.run("changes", on: try await TestSite.start())
    }

    @Test func `a log is followed, paused, searched, however large it is`() async throws {
        let site = try await TestSite.start()
        try await Self.run("logs", on: site, "\(site.host.processID)")
    }

    @Test func `a thousand jobs with a hundred thousand runs are seen at once`() async throws {
        try await Self.run("scale", on: try await TestSite.start())
    }

    @Test func `every page can be read, reached and waited for by everybody`() async throws {
        try await Self.run("checks", on: try await TestSite.start())
    }

    @Test func `people sign in, see at once how all jobs are, and act`() async throws {
        try await Self.run("overview", on: try await TestSite.start())
    }

    @Test func `people add jobs by upload, see what runs next, and undo deployments`() async throws {
        try await Self.run("deploying", on: try await TestSite.start())
    }

    @Test func `whoever looks after the site sees and changes settings, secrets, tokens and accounts`() async throws {
        try await Self.run("administering", on: try await TestSite.start())
    }
}
