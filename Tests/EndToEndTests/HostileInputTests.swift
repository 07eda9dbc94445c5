import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Whatever is pushed or uploaded, the answer is a refusal that names what is wrong, and the site is as before.
@Suite struct HostileInputTests {
    private static let zipHeaders = [
        APIHeader("Content-Type", "application/zip"),
        APIHeader("Content-Disposition", "attachment; filename=\"job.zip\""),
    ]

    /// A site with one steady job that was pushed.
    private func start() async throws -> (site: TestSite, clone: GitClone, pid: Int) {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/job", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        let first = try await clone.push(site)
        try #require(first.isSuccess, "\(first.all)")
        return (site, clone, try await site.waitForStart(of: "continuous/job"))
    }

    /// Everything that nobody but a deployment writes, and all around the home.
    private func everything(_ site: TestSite) async throws -> String {
        let own = ["site/deployments", "site/repository", "data", "LogFiles", "run", "tmp/jobs"].map {
            "\(site.home)/\($0)"
        }
        let others = ["clone", "archives"].map { site.scratch.at($0) }
        var arguments = [site.scratch.path]
        for path in own + others { arguments += ["-path", path, "-prune", "-o"] }
        arguments += ["-name", "host-*.txt", "-o", "-printf", "%p %y %l %s %T@\n"]
        let names = try await Command.run("find", arguments)
        // What changes with every deployment, refused or not, is when a folder was last written to.
        return names.output.split(separator: "\n").filter { !$0.contains(" d ") || !$0.contains("/tmp") }
            .map { $0.contains(" d ") ? $0.split(separator: " ")[0] : $0 }.joined(separator: "\n")
    }

    @Test func `a hostile push is refused, by the name of what is wrong with it`() async throws {
        let (site, clone, pid) = try await start()
        let before = try await everything(site)
        let cases = try await HostileTrees.make(in: clone)
        #expect(cases.count > 40)
        for (branch, says) in cases {
            let push = try await clone.git("push", site.pushURL, "\(branch):main")
            #expect(!push.isSuccess, "\(branch)")
            #expect(says.isEmpty || push.errorOutput.contains(says), "\(branch): \(push.all)")
            #expect(says.isEmpty || push.errorOutput.contains("Nothing was changed"), "\(branch): \(push.all)")
            #expect(try await everything(site) == before, "\(branch)")
            #expect(TreeTests.isAlive(pid), "\(branch)")
        }
        #expect(try await site.pid("continuous/job") == pid)
        try clone.writeJob("continuous/job", "run.sh", JobScripts.steady("v2"))
        try await clone.commit("good")
        #expect(try await clone.push(site).isSuccess)
        _ = try await site.waitForStart(of: "continuous/job", notAs: pid)
        let missing = try await Command.run("find", ["/tmp", "-maxdepth", "1", "-name", "*escaped*"])
        #expect(missing.output.isEmpty)
    }

    @Test func `links inside a job are deployed, and names that look alike with a warning`() async throws {
        let (site, clone, pid) = try await start()
        try clone.writeJob("continuous/job", "Notes.md", "1")
        try clone.writeJob("continuous/job", "notes.md", "2")
        try clone.writeJob("continuous/job", "\u{E9}", "composed")
        try clone.writeJob("continuous/job", "e\u{301}", "decomposed")
        try clone.writeJob("continuous/job", "lib/deep/text", "text")
        let job = "\(clone.path)/App_Data/jobs/continuous/job"
        try SymbolicLink.create("\(job)/lib/deep/up", to: Array("../../run.sh".utf8))
        try SymbolicLink.create("\(job)/shown", to: Array("lib/deep/text".utf8))
        try await clone.commit("second")
        let push = try await clone.push(site)
        #expect(push.isSuccess, "\(push.all)")
        #expect(push.errorOutput.contains("job/notes.md: warning: \"Notes.md\" differs"), "\(push.all)")
        #expect(push.errorOutput.contains("\u{E9}: warning: "), "\(push.all)")
        _ = try await site.waitForStart(of: "continuous/job", notAs: pid)
        #expect(try site.scratch.read(site.name("continuous/job", "shown")) == "text")
        for (name, text) in [
            ("Notes.md", "1"), ("notes.md", "2"), ("\u{E9}", "composed"), ("e\u{301}", "decomposed"),
        ] {
            #expect(try site.scratch.read(site.name("continuous/job", name)) == text)
        }
    }

    @Test func `a hostile archive is refused, by the name of what is wrong with it`() async throws {
        let (site, _, pid) = try await start()
        let before = try await everything(site)
        let cases = try await HostileArchives.make(in: site.scratch)
        #expect(cases.count > 30)
        for one in cases {
            for (method, path, file) in [
                ("POST", "/api/zipdeploy", one.site), ("PUT", "/api/triggeredwebjobs/hostile", one.job),
            ] {
                let body = try FileContents.read(file, limit: .max) ?? []
                let answer = try site.call(method, path, headers: Self.zipHeaders, body: body)
                #expect(answer.status == 400, "\(one.name): \(answer.text)")
                #expect(answer.header("Content-Type")?.hasPrefix("application/problem+json") == true)
                #expect(answer.text.contains(one.says), "\(one.name): \(answer.text)")
                try await site.waitUntilUploadsAreGone()
                #expect(try await everything(site) == before, "\(one.name)")
                #expect(TreeTests.isAlive(pid), "\(one.name)")
            }
        }
        #expect(try await site.pid("continuous/job") == pid)
        #expect(try await site.job("triggered/hostile") == nil)
        try await site.waitUntilUploadsAreGone()
        let good = try await Command.run(
            "python3",
            ["-"],
            in: site.scratch.at("archives"),
            input: """
                import zipfile
                with zipfile.ZipFile('good.zip', 'w') as z:
                    for name in ('run.sh', 'Read', 'read', '\u{E9}', 'e\u{301}'):
                        with z.open(name, 'w', force_zip64=True) as f: f.write(b'echo from a zip')

                """
        )
        try #require(good.isSuccess, "\(good.all)")
        let body = try FileContents.read(site.scratch.at("archives/good.zip")) ?? []
        let answer = try site.call("PUT", "/api/triggeredwebjobs/hostile", headers: Self.zipHeaders, body: body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try await site.nyala("run", "hostile", "--wait").output.contains("from a zip"))
    }
}
