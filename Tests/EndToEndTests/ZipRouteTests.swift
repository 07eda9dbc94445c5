import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Whole folders as zip archives, out and in.
@Suite struct ZipRouteTests {
    /// Makes an archive with Python, which lets it hold anything.
    private func zip(_ site: TestSite, _ files: [String: String]) async throws -> [UInt8] {
        let path = site.scratch.at("made.zip")
        var python = "import zipfile\nz = zipfile.ZipFile('\(path)', 'w', zipfile.ZIP_DEFLATED)\n"
        for (name, text) in files { python += "z.writestr('''\(name)''', '''\(text)''')\n" }
        let result = try await Command.run("python3", ["-"], input: "\(python)z.close()\n")
        try #require(result.isSuccess, "\(result.all)")
        return try FileContents.read(path) ?? []
    }

    /// The entries of an archive, with their texts.
    private func contents(_ site: TestSite, _ archive: [UInt8]) async throws -> [String: String] {
        try AtomicFile.write(archive, to: site.scratch.at("got.zip"))
        let python = """
            import zipfile, json
            z = zipfile.ZipFile('\(site.scratch.at("got.zip"))')
            assert z.testzip() is None
            print(json.dumps({n: z.read(n).decode('utf-8', 'replace') for n in z.namelist()}))

            """
        let result = try await Command.run("python3", ["-"], input: python)
        try #require(result.isSuccess, "\(result.all)")
        let value = try JSONValue.parse(Array(result.output.utf8)).object ?? [:]
        return Dictionary(value.members.map { ($0.key, $0.value.string ?? "") }) { $1 }
    }

    @Test func `a folder goes out as an archive and comes in over another`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("home/data/from/a.txt", "a")
        try site.scratch.write("home/data/from/deep/b.sh", "b", mode: 0o755)
        try site.scratch.write("home/data/from/\u{FC}ber.txt", "c")
        try Folder.create("\(site.home)/data/from/empty")
        try SymbolicLink.create("\(site.home)/data/from/passwd", to: Array("/etc/passwd".utf8))
        #expect(mkfifo("\(site.home)/data/from/pipe", 0o600) == 0)
        let got = try site.call("GET", "/api/zip/data/from/")
        #expect(got.header("Content-Type") == "application/zip")
        #expect(got.header("Content-Disposition") == "attachment; filename=\"from.zip\"")
        let all = ["a.txt": "a", "deep/": "", "deep/b.sh": "b", "\u{FC}ber.txt": "c", "empty/": ""]
        #expect(try await contents(site, got.body) == all)

        try site.scratch.write("home/data/to/a.txt", "old")
        try site.scratch.write("home/data/to/stays.txt", "stays")
        let put = try site.call("PUT", "/zip/data/to/", body: got.body)
        #expect(put.status == 200, "\(put.text)")
        #expect(try site.scratch.read("home/data/to/a.txt") == "a")
        #expect(try site.scratch.read("home/data/to/stays.txt") == "stays")
        #expect(try OpenFolder("\(site.home)/data/to/deep").status(of: Array("b.sh".utf8))?.mode == 0o755)
        try await site.waitUntilUploadsAreGone()
        #expect(try site.call("GET", "/api/zip/data/none/").status == 404)
        #expect(try site.call("GET", "/api/zip/site/repository/").status == 404)
        #expect(try site.call("GET", "/api/zip/").status == 404)
    }

    @Test func `files put over the site are deployed, and nothing else of it goes`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("continuous/job", "run.sh", JobScripts.steady("one"))
        try clone.writeJob("continuous/job", "data.txt", "pushed")
        try clone.writeJob("continuous/other", "run.sh", JobScripts.steady())
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let first = try await site.waitForStart(of: "continuous/job")
        let other = try await site.waitForStart(of: "continuous/other")
        try site.write("continuous/job", "data.txt", "edited")
        try site.write("continuous/job", "hand.txt", "by hand")
        try site.add("triggered/byhand", ["run.sh": "cat \"$WEBJOBS_PATH/words\"\n"])

        let archive = try await zip(site, ["run.sh": JobScripts.steady("two"), "new.txt": "new"])
        let folder = "/api/zip/site/wwwroot/App_Data/jobs/continuous/job/"
        let put = try site.call("PUT", folder, body: archive)
        #expect(put.status == 200, "\(put.text)")
        let second = try await site.waitForStart(of: "continuous/job", notAs: first)
        #expect(try site.log("continuous/job").contains("started two"))
        for (name, text) in [("data.txt", "edited"), ("hand.txt", "by hand"), ("new.txt", "new")] {
            #expect(try site.scratch.read(site.name("continuous/job", name)) == text)
        }
        #expect(try await site.pid("continuous/other") == other)
        let deployment = try #require(put.header("SCM-DEPLOYMENT-ID"))
        let record = try JSONValue.parse(try site.call("GET", "/api/deployments/\(deployment)").body)
        #expect(record["active"]?.bool == true)

        // A job that nobody deployed yet, below a path that begins higher up.
        let words = try await zip(
            site,
            ["App_Data/jobs/triggered/byhand/words": "from the archive", "index.txt": "web"]
        )
        let whole = try site.call("PUT", "/api/zip/site/wwwroot/", body: words)
        #expect(whole.status == 200, "\(whole.text)")
        #expect(try site.scratch.read("home/site/wwwroot/index.txt") == "web")
        #expect(try await site.nyala("run", "byhand", "--wait").output.contains("from the archive"))
        #expect(try await site.pid("continuous/job") == second)

        // A folder does not take the place of a file.
        for path in ["index.txt", "index.txt/deeper", "App_Data/jobs/triggered/byhand/words"] {
            let over = try site.call("PUT", "/api/zip/site/wwwroot/\(path)", body: words)
            #expect(over.status == 409 && over.text.contains("is a file"), "\(over.text)")
        }
        #expect(try site.scratch.read("home/site/wwwroot/index.txt") == "web")

        // What would break a job is refused as a whole.
        let broken = try await zip(site, ["settings.job": "{\"schedule\": 7}", "run.sh": "exit 1"])
        let refused = try site.call("PUT", "/api/zip/site/wwwroot/App_Data/jobs/triggered/byhand/", body: broken)
        #expect(refused.status == 400)
        #expect(refused.text.contains("settings.job"), "\(refused.text)")
        #expect(try site.scratch.read(site.name("triggered/byhand", "settings.job")) == nil)
    }

    @Test func `a hostile archive is refused and leaves nothing behind`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("home/data/inbox/here/file", "file")
        for one in try await HostileArchives.make(in: site.scratch) {
            let body = try FileContents.read(one.job, limit: .max) ?? []
            let answer = try site.call("PUT", "/api/zip/data/inbox/", body: body)
            #expect(answer.status == 400, "\(one.name): \(answer.text)")
            #expect(answer.text.contains(one.says), "\(one.name): \(answer.text)")
            #expect(try Folder.names(in: "\(site.home)/data/inbox") == ["here"], "\(one.name)")
            try await site.waitUntilUploadsAreGone()
        }
        // What stands in the way is found before anything is moved.
        let folder = try await zip(site, ["a": "first", "here": "file over folder"])
        #expect(try site.call("PUT", "/api/zip/data/inbox/", body: folder).status == 409)
        let file = try await zip(site, ["a": "first", "here/file/deep": "folder over file"])
        #expect(try site.call("PUT", "/api/zip/data/inbox/", body: file).status == 409)
        #expect(try Folder.names(in: "\(site.home)/data/inbox") == ["here"])
        let hosts = try await zip(site, ["inbox/a": "first", "instance": "of the host"])
        #expect(try site.call("PUT", "/api/zip/data/", body: hosts).status == 403)
        try SymbolicLink.create("\(site.home)/data/inbox/out", to: Array("/tmp".utf8))
        let link = try await zip(site, ["out/escaped-by-zip": "x"])
        #expect(try (400..<500).contains(site.call("PUT", "/api/zip/data/inbox/", body: link).status))
        #expect(access("/tmp/escaped-by-zip", F_OK) != 0)
        #expect(try site.call("PUT", "/api/zip/site/deployments/", body: link).status == 403)
        #expect(try site.call("PUT", "/api/zip/site/repository/", body: link).status == 403)
    }

    @Test func `a dump has logs and states, and no secrets`() async throws {
        let site = try await TestSite.start(settings: ["SECRET_OF_A_SETTING": "hush-setting"])
        try site.add("continuous/steady", ["run.sh": JobScripts.steady("words"), "config.txt": "hush-config"])
        try site.add("triggered/report", ["run.sh": "echo of a run; echo hush-data > \"$WEBJOBS_DATA_PATH/kept\"\n"])
        _ = try await site.waitForStart(of: "continuous/steady")
        #expect(try await site.nyala("run", "report", "--wait").code == 0)
        let got = try site.call("GET", "/api/dump")
        #expect(got.status == 200)
        #expect(got.header("Content-Disposition")?.contains(/filename="dump-[0-9]{14}\.zip"/) == true)
        let files = try await contents(site, got.body)
        let state = try JSONValue.parse(Array(try #require(files["state.json"]).utf8))
        #expect(state["jobs"]?.array?.compactMap { $0["name"]?.string }.sorted() == ["report", "steady"])
        #expect(files["LogFiles/nyala.log"]?.contains("listening") == true)
        #expect(files["data/jobs/continuous/steady/job_log.txt"]?.contains("started words") == true)
        #expect(files.contains { $0.key.hasSuffix("/output_log.txt") && $0.value.contains("of a run") })
        #expect(files.contains { $0.key.hasSuffix("/status") && $0.value.contains("Success") })
        #expect(!files.keys.contains { $0.contains("audit") || $0.contains("kept") || $0.contains("instance") })
        #expect(!files.values.contains { $0.contains("hush-") || $0.contains("argon2") })
    }
}
