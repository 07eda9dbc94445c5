import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Zip archives and single files over HTTP.
@Suite struct UploadTests {
    private static let zipHeaders = [
        APIHeader("Content-Type", "application/zip"),
        APIHeader("Content-Disposition", "attachment; filename=\"job.zip\""),
    ]

    /// Makes an archive with Python, which lets it hold anything.
    private func zip(_ site: TestSite, _ python: String) async throws -> [UInt8] {
        let path = site.scratch.at("made.zip")
        let head = "import zipfile, stat\nz = zipfile.ZipFile('\(path)', 'w', zipfile.ZIP_DEFLATED)\n"
        let result = try await Command.run("python3", ["-"], input: "\(head)\(python)\nz.close()\n")
        try #require(result.isSuccess, "\(result.all)")
        return try FileContents.read(path) ?? []
    }

    @Test func `a zip of the site is deployed, and the next one removes what is no longer in it`() async throws {
        let site = try await TestSite.start()
        let first = try await zip(
            site,
            "for n in 'ab': z.writestr(f'App_Data/jobs/continuous/{n}/run.sh', 'sleep 1000')"
        )
        #expect(try site.call("POST", "/api/zipdeploy", headers: Self.zipHeaders, body: first).status == 200)
        let a = try await site.waitForStart(of: "continuous/a")
        _ = try await site.waitForStart(of: "continuous/b")
        let second = try await zip(site, "z.writestr('site/App_Data/jobs/continuous/a/run.sh', 'sleep 1000')")
        #expect(try site.call("POST", "/api/zipdeploy", headers: Self.zipHeaders, body: second).status == 200)
        try await eventually("b is gone") { try await site.job("continuous/b") == nil }
        #expect(try await site.pid("continuous/a") == a)
    }

    @Test func `a job is put as an archive and as a single script`() async throws {
        let site = try await TestSite.start()
        let archive = try await zip(
            site,
            "z.writestr('run.sh', 'echo from zip $(cat data.txt)')\nz.writestr('data.txt', 'text')"
        )
        let put = try site.call("PUT", "/api/triggeredwebjobs/zipped", headers: Self.zipHeaders, body: archive)
        #expect(put.status == 200, "\(put.text)")
        let job = try JSONValue.parse(put.body)
        #expect(job["name"]?.string == "zipped")
        #expect(job["run_command"]?.string == "run.sh")
        #expect(try await site.nyala("run", "zipped", "--wait").output.contains("from zip text"))

        let headers = [APIHeader("Content-Disposition", "attachment; filename=go.sh")]
        #expect(
            try site.call(
                "PUT",
                "/api/continuouswebjobs/single",
                headers: headers,
                body: Array("echo single; sleep 1000\n".utf8)
            ).status == 200
        )
        let pid = try await site.waitForStart(of: "continuous/single")
        let settings = Array("{\"stopping_wait_time\": 1}".utf8)
        #expect(try site.call("PUT", "/api/continuouswebjobs/single/settings", body: settings).status == 200)
        _ = try await site.waitForStart(of: "continuous/single", notAs: pid)
        #expect(try site.call("DELETE", "/api/continuouswebjobs/single").status == 200)
        try await eventually("it is gone") { try await site.job("continuous/single") == nil }
    }

    @Test func `whoever removes a job gets an answer, at whatever moment its process ends`() async throws {
        let site = try await TestSite.start()
        let url = "\(site.url)/api/continuouswebjobs/single"
        // With a limit of its own, since the answer that never comes is the point.
        let curl = ["-s", "-f", "-m", "20", "-o", "/dev/null", "-u", "\(TestSite.user):\(TestSite.password)", url]
        for _ in 0..<30 {
            let name = "Content-Disposition: attachment; filename=go.sh"
            let put = try await Command.run("curl", curl + ["-X", "PUT", "-H", name, "--data-binary", "sleep 1000"])
            try #require(put.isSuccess, "\(put.code)")
            let removal = try await Command.run("curl", curl + ["-X", "DELETE"])
            try #require(removal.isSuccess, "\(removal.code)")
        }
    }

    static let badArchives: [(String, String)] = [
        ("escape", "z.writestr('../../escaped.sh', 'x')"),
        ("absolute", "z.writestr('/tmp/escaped.sh', 'x')"),
        (
            "link",
            "i = zipfile.ZipInfo('run.sh'); i.create_system = 3; i.external_attr = (stat.S_IFLNK | 0o777) << 16; z.writestr(i, '/etc/passwd')"
        ),
        (
            "device",
            "i = zipfile.ZipInfo('run.sh'); i.create_system = 3; i.external_attr = (stat.S_IFCHR | 0o777) << 16; z.writestr(i, '')"
        ),
        ("bomb", "z.writestr('run.sh', 'x'); z.writestr('zeros', bytes(300 * 1024 * 1024))"),
        ("twice", "z.writestr('run.sh', 'x'); z.writestr('./run.sh', 'y')"),
        ("no script", "z.writestr('notes.md', 'x')"),
    ]

    @Test(arguments: badArchives)
    func `a bad archive is refused and the old job runs on`(name: String, python: String) async throws {
        let site = try await TestSite.start()
        try site.add("continuous/job", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/job")
        let archive = try await zip(site, python)
        let answer = try site.call("PUT", "/api/continuouswebjobs/job", headers: Self.zipHeaders, body: archive)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try await site.pid("continuous/job") == pid)
        #expect(!AtomicFile.exists(site.scratch.at("home/tmp/escaped.sh")))
        try await site.waitUntilUploadsAreGone()
    }

    @Test func `an archive that is cut off or no archive is refused`() async throws {
        let site = try await TestSite.start()
        let whole = try await zip(site, "z.writestr('App_Data/jobs/continuous/a/run.sh', 'sleep 1000\\n' * 5000)")
        for bytes in [Array(whole.prefix(whole.count / 2)), Array("no archive at all".utf8)] {
            let answer = try site.call("POST", "/api/zipdeploy", headers: Self.zipHeaders, body: bytes)
            #expect(answer.status == 400, "\(answer.text)")
        }
        #expect(try await site.job("continuous/a") == nil)
    }

    @Test func `an upload without its header or with a bad name is refused`() async throws {
        let site = try await TestSite.start()
        let answer = try site.call("PUT", "/api/continuouswebjobs/job", body: [1])
        #expect(answer.status == 400)
        #expect(answer.text.contains("Missing Content-Disposition header."))
        #expect(
            try site.call("PUT", "/api/continuouswebjobs/bad%20name", headers: Self.zipHeaders, body: [1]).status == 400
        )
    }
}
