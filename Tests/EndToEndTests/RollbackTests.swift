import JobModel
import LinuxSystem
import TestKit
import Testing

/// Watching what a deployment starts, and going back.
@Suite struct RollbackTests {
    /// A busy machine may take its time until a process fails.
    private static let patient = ["deploy.settle": "3s"]

    private func pushed(_ site: TestSite, _ script: String) async throws -> GitClone {
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/worker", "run.sh", script, executable: true)
        try await clone.commit("one")
        let push = try await clone.push(site)
        try #require(push.isSuccess, "\(push.all)")
        return clone
    }

    private func script(_ site: TestSite) throws -> String? {
        try site.scratch.read(site.name("continuous/worker", "run.sh"))
    }

    @Test func `a push whose job crashes is refused, and the old version is back`() async throws {
        let site = try await TestSite.start(settings: Self.patient)
        let clone = try await pushed(site, JobScripts.steady("v1"))
        let before = try await site.waitForStart(of: "continuous/worker")
        try clone.writeJob("continuous/worker", "run.sh", "#!/bin/sh\necho no database >&2\nexit 3\n", executable: true)
        try clone.write("note.txt", "two")
        try await clone.commit("two")
        let push = try await clone.push(site)
        #expect(!push.isSuccess)
        #expect(push.errorOutput.contains("continuous/worker ended with exit code 3"), "\(push.all)")
        #expect(push.errorOutput.contains("no database"))
        #expect(push.errorOutput.contains("What was deployed before is active again."))
        #expect(try script(site) == JobScripts.steady("v1"))
        #expect(try site.scratch.read("home/site/wwwroot/note.txt") == nil)
        _ = try await site.waitForStart(of: "continuous/worker", notAs: before)

        let records = try JSONValue.parse(Array(try await site.nyala("deployments", "--json").output.utf8)).array ?? []
        #expect(records.map { $0["status"]?.string } == ["failed", "success"])
        #expect(records.first?["reason"]?.string?.contains("ended with exit code 3") == true)
        #expect(records.map { $0["active"]?.bool } == [false, true])
        let log = try await site.nyala("deployments", "log", records.first?["id"]?.string ?? "")
        #expect(log.output.contains("no database"))
        let branch = try await Command.run("git", ["-C", "\(site.home)/site/repository", "log", "--format=%s", "main"])
        #expect(branch.output == "one\n")

        // The next good one goes through.
        try clone.writeJob("continuous/worker", "run.sh", JobScripts.steady("v3"), executable: true)
        try await clone.commit("three")
        let next = try await clone.push(site)
        #expect(next.isSuccess, "\(next.all)")
        #expect(next.errorOutput.contains("continuous/worker is up"))
        #expect(try site.scratch.read("home/site/wwwroot/note.txt") == "two")
    }

    @Test func `a site may keep what does not start`() async throws {
        let site = try await TestSite.start(settings: Self.patient.merging(["deploy.on_failure": "keep"]) { $1 })
        let clone = try await pushed(site, JobScripts.steady("v1"))
        try clone.writeJob("continuous/worker", "run.sh", "#!/bin/sh\nexit 3\n", executable: true)
        try await clone.commit("two")
        let push = try await clone.push(site)
        #expect(push.isSuccess, "\(push.all)")
        #expect(push.errorOutput.contains("kept, as deploy.on_failure says"))
        #expect(try script(site) == "#!/bin/sh\nexit 3\n")
    }

    @Test func `an earlier deployment becomes the active one again`() async throws {
        let site = try await TestSite.start()
        let clone = try await pushed(site, JobScripts.steady("v1"))
        try clone.writeJob("continuous/worker", "run.sh", JobScripts.steady("v2"), executable: true)
        try clone.writeJob("triggered/new", "run.sh", "echo new\n")
        try await clone.commit("two")
        try #require(try await clone.push(site).isSuccess)
        try await eventually("the new job is there") { try await site.job("triggered/new") != nil }

        let dry = try await site.nyala("rollback", "--dry-run")
        #expect(dry.isSuccess && dry.output.contains("nothing was changed"), "\(dry.all)")
        let back = try await site.nyala("rollback")
        #expect(back.isSuccess, "\(back.all)")
        #expect(back.output.contains("triggered/new       removed"), "\(back.output)")
        #expect(try script(site) == JobScripts.steady("v1"))
        try await eventually("the new job is gone") { try await site.job("triggered/new") == nil }
        let story = try await Command.run(
            "git",
            ["-C", "\(site.home)/site/repository", "log", "--first-parent", "--format=%s", "refs/nyala/active"]
        )
        #expect(story.output.hasPrefix("back to ") && story.output.hasSuffix("two\none\none\n"), "\(story.output)")
        // The branch went back too: the same commit can be pushed again.
        let again = try await clone.push(site)
        #expect(again.isSuccess && again.errorOutput.contains("triggered/new"), "\(again.all)")
        #expect(try script(site) == JobScripts.steady("v2"))

        let unknown = try await site.nyala("rollback", "nothing")
        #expect(unknown.code == 4 && unknown.all.contains("there is no deployment \"nothing\""), "\(unknown.all)")
    }

    @Test func `a deployment that waits for its jobs can be cancelled, and others wait for it`() async throws {
        let site = try await TestSite.start(settings: ["deploy.settle": "600s"])
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/worker", "run.sh", JobScripts.steady("v1"), executable: true)
        try await clone.commit("one")
        async let push = clone.push(site)
        var id = ""
        try await eventually("it waits for its job") {
            id = try FileContents.names(of: site).first ?? ""
            return try site.scratch.read("home/site/deployments/\(id)/log.txt")?.contains("starting") == true
        }
        try site.scratch.write("folder/App_Data/jobs/triggered/other/run.sh", "echo other\n")
        async let deploy = site.nyala("deploy", site.scratch.at("folder"))
        try await eventually("another one waits") { try FileContents.names(of: site).count == 2 }
        let second = try #require(try FileContents.names(of: site).last)
        let cancelled = try await site.nyala("deployments", "cancel", second)
        #expect(cancelled.isSuccess, "\(cancelled.all)")
        let waiting = try await deploy
        #expect(waiting.code == 1 && waiting.output.contains("waiting for deployment \(id)"), "\(waiting.all)")
        #expect(waiting.output.contains("cancelled"))

        _ = try await site.nyala("deployments", "cancel", id)
        let result = try await push
        #expect(!result.isSuccess && result.errorOutput.contains("cancelled"), "\(result.all)")
        try await eventually("the job is gone") { try await site.job("continuous/worker") == nil }
        let late = try await site.nyala("deployments", "cancel", id)
        #expect(late.code == 1 && late.all.contains("neither waits nor is under way"), "\(late.all)")
    }
}

extension FileContents {
    /// The ids of a site's deployments, oldest first.
    fileprivate static func names(of site: TestSite) throws -> [String] {
        try Folder.names(in: "\(site.home)/site/deployments").filter { !$0.hasSuffix(".json") }
    }
}
