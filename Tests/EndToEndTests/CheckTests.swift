import JobModel
import LinuxSystem
import TestKit
import Testing

/// `nyala check` finds what a push would be refused for.
@Suite struct CheckTests {
    private func check(_ path: String) async throws -> (lines: [String], isSuccess: Bool) {
        let result = try await Program.run(["check", path])
        return (result.output.split(separator: "\n").map(String.init), result.isSuccess)
    }

    @Test func `all that a push would meet is found at once, and the push says the same`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/a", "run.sh", "true\n")
        try clone.writeJob("triggered/a", "settings.job", "{\"schedule\": \"no\"}")
        try clone.writeJob("triggered/b", "read.me", "nothing to run\n")
        try clone.write(".git-hidden/git~1/x", "")
        try SymbolicLink.create("\(clone.path)/App_Data/jobs/triggered/a/out", to: Array("/etc/passwd".utf8))
        try clone.writeJob("triggered/a", "Same", "")
        try clone.writeJob("triggered/a", "same", "")
        let (lines, isSuccess) = try await check(clone.path)
        #expect(!isSuccess)
        try await clone.git("-c", "core.protectNTFS=false", "add", "-A")
        try await clone.git("-c", "core.protectNTFS=false", "commit", "-q", "-m", "bad")
        let pushed = try await clone.push(site)
        #expect(!pushed.isSuccess)
        for words in [
            "jobs/triggered/a/out: it is a link with an absolute path", "git~1/x: \".git\", and what some systems take",
            "a/settings.job:1:", "jobs/triggered/b: ",
        ] {
            #expect(lines.contains { $0.contains(words) }, "\(words) in \(lines)")
            #expect(pushed.all.contains(words), "\(words) in \(pushed.all)")
        }
        #expect(lines.contains { $0.contains("warning: \"Same\" differs from it in case") }, "\(lines)")
    }

    @Test func `what git would not commit is not looked at`() async throws {
        let scratch = try ScratchDirectory()
        let clone = try await GitClone(in: scratch)
        try clone.write(".gitignore", "*.log\n/App_Data/jobs/triggered/a/cache/\n!keep.log\n")
        try clone.writeJob("triggered/a", "run.sh", "true\n")
        try SymbolicLink.create("\(clone.path)/App_Data/jobs/triggered/a/bad.log", to: Array("/etc/passwd".utf8))
        try clone.writeJob("triggered/a", "cache/x", "")
        try SymbolicLink.create("\(clone.path)/App_Data/jobs/triggered/a/cache/bad", to: Array("/etc/passwd".utf8))
        // A job whose one script is not committed has nothing to run.
        try clone.writeJob("triggered/b", "settings.job", "{}")
        try clone.writeJob("triggered/b", "run.sh", "true\n")
        try clone.writeJob("triggered/b", ".gitignore", "run.sh\n")
        let (lines, isSuccess) = try await check(clone.path)
        #expect(!isSuccess)
        #expect(lines.count == 2 && lines[0].hasPrefix("App_Data/jobs/triggered/b: "), "\(lines)")
        // What is in git already is committed, ignored or not.
        try await clone.git("add", "-f", "App_Data/jobs/triggered/b/run.sh", "App_Data/jobs/triggered/a/bad.log")
        let tracked = try await check(clone.path).lines
        #expect(
            tracked.count == 2 && tracked[0].hasPrefix("App_Data/jobs/triggered/a/bad.log: it is a link"),
            "\(tracked)"
        )
        // Without git all of it would be deployed.
        try Folder.removeTree("\(clone.path)/.git")
        let all = try await check(clone.path).lines
        #expect(all.count { $0.contains("it is a link with an absolute path") } == 2, "\(all)")
    }

    @Test func `a site inside of a larger repository, and repositories inside of it`() async throws {
        let scratch = try ScratchDirectory()
        let clone = try await GitClone(in: scratch)
        try clone.write(".gitignore", "/site/App_Data/jobs/triggered/a/secret\n")
        try clone.write("site/App_Data/jobs/triggered/a/run.sh", "true\n")
        try SymbolicLink.create("\(clone.path)/site/App_Data/jobs/triggered/a/secret", to: Array("/x".utf8))
        try await Command.run("git", ["init", "-q", "\(clone.path)/site/App_Data/jobs/triggered/a/lib"])
        let (lines, _) = try await check("\(clone.path)/site")
        #expect(lines.count == 2 && lines[0].contains("triggered/a/lib: it is a submodule"), "\(lines)")
    }

    @Test func `names that are no text are shown escaped`() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("site/App_Data/jobs/triggered/a/run.sh", "true\n")
        let script = "import os, sys; os.makedirs(os.fsencode(sys.argv[1]) + b'/App_Data/jobs/triggered/caf\\xe9')"
        try #require(try await Command.run("python3", ["-c", script, scratch.at("site")]).isSuccess)
        let (lines, isSuccess) = try await check(scratch.at("site"))
        #expect(!isSuccess && lines.count == 2, "\(lines)")
        #expect(lines[0].hasPrefix("App_Data/jobs/triggered/caf\\xE9: its name is not UTF-8"), "\(lines)")
        #expect(lines[0].hasSuffix("mv $'caf\\xE9' NAME"), "\(lines)")
    }
}
