import JobModel
import LinuxSystem
import TestKit
import Testing

/// Deploying with git.
@Suite struct PushTests {
    @Test func `a push restarts what changed and leaves the rest running`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        for job in ["continuous/one", "continuous/two"] {
            try clone.writeJob(job, "run.sh", JobScripts.steady("v1"), executable: true)
        }
        try clone.writeJob("triggered/report", "run.sh", "echo report\n")
        try clone.write("README.md", "a site")
        try await clone.commit("first")
        let first = try await clone.push(site)
        #expect(first.isSuccess, "\(first.all)")
        for job in ["continuous/one", "continuous/two", "triggered/report"] {
            #expect(first.errorOutput.contains { $0.isNewline } && first.errorOutput.contains(job))
        }
        #expect(first.errorOutput.contains("3 jobs: 3 new"), "\(first.all)")
        let one = try await site.waitForStart(of: "continuous/one")
        let two = try await site.waitForStart(of: "continuous/two")

        // The second time to the bare path, as ssh does.
        try clone.writeJob("continuous/one", "run.sh", JobScripts.steady("v2"), executable: true)
        try await clone.commit("second")
        let second = try await clone.git("push", "\(site.home)/site/repository", "main")
        #expect(second.isSuccess, "\(second.all)")
        #expect(second.errorOutput.contains("3 jobs: 1 changed, 2 unchanged"), "\(second.all)")
        _ = try await site.waitForStart(of: "continuous/one", notAs: one)
        #expect(try await site.pid("continuous/two") == two)
        #expect(try site.scratch.read("home/site/wwwroot/README.md") == "a site")

        // A job that is no longer in the site goes.
        try Folder.removeTree("\(clone.path)/App_Data/jobs/continuous/one")
        try await clone.commit("third")
        #expect(try await clone.push(site).errorOutput.contains("1 unchanged") == false)
        try await eventually("it is gone") { try await site.job("continuous/one") == nil }
        #expect(try await site.pid("continuous/two") == two)
        let deployments = try await site.nyala("deployments")
        #expect(deployments.output.contains("third"))
    }

    @Test func `jobs and files made by hand survive a push`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/mine", ["run.sh": JobScripts.steady()])
        let mine = try await site.waitForStart(of: "continuous/mine")
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/pushed", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let pushed = try await site.waitForStart(of: "continuous/pushed")
        try site.write("continuous/pushed", "disable.job", "")
        try site.write("continuous/pushed", "own.txt", "mine")
        try await eventually("it is stopped") {
            try await site.job("continuous/pushed")?["status"]?.string == "Stopped"
        }
        try clone.writeJob("continuous/pushed", "run.sh", JobScripts.steady("v2"))
        try await clone.commit("second")
        #expect(try await clone.push(site).isSuccess)
        #expect(try await site.pid("continuous/mine") == mine)
        #expect(try site.scratch.read(site.name("continuous/pushed", "own.txt")) == "mine")
        #expect(try site.scratch.read(site.name("continuous/pushed", "run.sh"))?.contains("v2") == true)
        #expect(try await site.job("continuous/pushed")?["status"]?.string == "Stopped")
        #expect(!TreeTests.isAlive(pushed))
    }

    @Test func `a push that another has overtaken is refused, and what it would have brought is not live`() async throws
    {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/slow", "run.sh", "true\n")
        try clone.writeJob("triggered/slow", "build.sh", "sleep 1\n")
        try await clone.commit("first")
        let other = try await GitClone(in: site.scratch, named: "other")
        #expect(try await other.git("pull", "-q", clone.path, "main").isSuccess)
        try other.writeJob("triggered/slow", "second.txt", "hi\n")
        try await other.commit("second")
        async let first = clone.push(site)
        try await eventually("the first is being built") {
            try await site.nyala("deployments", "--json").output.contains("\"building\"")
        }
        let second = try await other.push(site)
        #expect(try await first.isSuccess)
        #expect(!second.isSuccess && second.errorOutput.contains("was moved by another push"), "\(second.all)")
        #expect(try site.scratch.read(site.name("triggered/slow", "second.txt")) == nil)
        #expect(try await other.push(site).isSuccess)
        #expect(try site.scratch.read(site.name("triggered/slow", "second.txt")) == "hi\n")
    }

    @Test func `nobody pushes over the records of deployments and edits`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/report", "run.sh", "true\n")
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        for reference in [":refs/nyala/active", "main:refs/nyala/edits/x", "+main:refs/nyala/active"] {
            let result = try await clone.git("push", site.pushURL, reference)
            #expect(!result.isSuccess && result.errorOutput.contains("Nyala's own"), "\(result.all)")
        }
        #expect(try await clone.git("ls-remote", site.pushURL).output.contains("refs/nyala/active"))
    }

    @Test func `other branches are stored and the pusher is told`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/one", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        _ = try await site.waitForStart(of: "continuous/one")
        try await clone.git("checkout", "-q", "-b", "feature")
        try clone.writeJob("continuous/two", "run.sh", JobScripts.steady())
        try await clone.commit("feature")
        let result = try await clone.push(site, "feature")
        #expect(result.isSuccess)
        #expect(result.errorOutput.contains("feature is stored but not deployed"), "\(result.all)")
        #expect(try await site.job("continuous/two") == nil)
        let deletion = try await clone.git("push", site.pushURL, ":main")
        #expect(!deletion.isSuccess)
        #expect(deletion.errorOutput.contains("deleting it would leave the site without one"), "\(deletion.all)")
    }

    @Test func `the branch to deploy can be set`() async throws {
        let site = try await TestSite.start(settings: ["deployment_branch": "live"])
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/one", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        #expect(try await clone.push(site).errorOutput.contains("the deployment branch is live"))
        #expect(try await site.job("continuous/one") == nil)
        #expect(try await clone.push(site, "main:live").isSuccess)
        _ = try await site.waitForStart(of: "continuous/one")
    }

    @Test func `a push with a problem is refused as a whole and changes nothing`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/good", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let good = try await site.waitForStart(of: "continuous/good")
        try clone.writeJob("continuous/good", "run.sh", JobScripts.steady("v2"))
        try clone.writeJob("triggered/bad", "run.sh", "true\n")
        try clone.writeJob("triggered/bad", "settings.job", "{\n  \"schedule\": \"0 99 * * * *\"\n}\n")
        try await clone.commit("second")
        let refused = try await clone.push(site)
        #expect(!refused.isSuccess)
        #expect(refused.errorOutput.contains("App_Data/jobs/triggered/bad/settings.job:2:"), "\(refused.all)")
        #expect(refused.errorOutput.contains("Nothing was changed"))
        #expect(try await site.pid("continuous/good") == good)
        #expect(try await site.job("triggered/bad") == nil)
        // The branch still names what is deployed.
        let head = try await Command.run(
            "git",
            ["-C", "\(site.home)/site/repository", "log", "-1", "--format=%s", "main"]
        )
        #expect(head.output == "first\n", "\(head.all)")
    }

    @Test func `without the host a push is refused and says why`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/one", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        site.host.send(15)
        _ = try await Command.wait(for: site.host)
        let refused = try await clone.git("push", "\(site.home)/site/repository", "main")
        #expect(!refused.isSuccess)
        #expect(refused.errorOutput.contains("no host is running for this site"), "\(refused.all)")
        let again = try await site.startAgain()
        #expect(try await clone.push(again).isSuccess)
    }

    @Test func `a clone over HTTP brings the deployed branch back`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/one", "run.sh", JobScripts.steady("text"), executable: true)
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let copy = site.scratch.at("copy")
        let result = try await Command.run("git", ["clone", "-q", site.pushURL, copy])
        #expect(result.isSuccess, "\(result.all)")
        #expect(AtomicFile.exists("\(copy)/App_Data/jobs/continuous/one/run.sh"))
        let refused = try await Command.run(
            "git",
            ["clone", "-q", "http://tester:wrong@127.0.0.1:\(site.port)/site.git", "\(copy)2"],
            environment: ["GIT_TERMINAL_PROMPT": "0"]
        )
        #expect(!refused.isSuccess)
    }
}
