import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A job of another user puts links, pipes and folders where a host that runs as root looks for its own files.
@Suite(.enabled(if: SeparationTests.isRoot, "only root can become somebody else"))
struct PlantedFileTests {
    private static let settings = "\"user\": 54321"
    private static let secret = "open-sesame"
    /// Runs that never were.
    private static let linkedRun = "203102031112130000"
    private static let forgedRun = "203102031112140000"

    /// A home that everybody may look into, beside a file that is root's alone.
    private func start() async throws -> TestSite {
        let scratch = try ScratchDirectory()
        chmod(scratch.path, 0o755)
        let site = try await TestSite.start(scratch: scratch)
        try scratch.write("victim/secret.txt", "\(Self.secret)\n")
        chmod(scratch.at("victim/secret.txt"), 0o600)
        return site
    }

    private func expectUntouched(_ site: TestSite) throws {
        #expect(try site.scratch.read("victim/secret.txt") == "\(Self.secret)\n")
        var information = stat()
        #expect(stat(site.scratch.at("victim/secret.txt"), &information) == 0)
        #expect(information.st_uid == 0 && information.st_mode & 0o777 == 0o600)
        #expect(try Folder.names(in: site.scratch.at("victim")) == ["secret.txt"])
    }

    /// Whatever a client asks for, the secret is not in it, and the answer does not wait for a pipe's writer.
    private func expectNothingTold(_ site: TestSite, _ paths: [String]) throws {
        for path in paths {
            let parts = path.split(separator: "?", maxSplits: 1)
            let query = parts.dropFirst().flatMap { $0.split(separator: "&") }.map { pair in
                let words = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (name: words[0], value: words.count > 1 ? words[1] : "")
            }
            let answer = try site.call("GET", String(parts[0]), query: query)
            #expect(!answer.text.contains(Self.secret), "\(path)")
            #expect(answer.status < 500, "\(path): \(answer.text)")
        }
    }

    @Test func `links and pipes as older logs of a continuous job`() async throws {
        let site = try await start()
        let script = """
            cd "$WEBJOBS_DATA_PATH"
            ln -s "\(site.scratch.at("victim/secret.txt"))" job_prev_log.txt
            mkfifo job_prev_log.2.txt
            ln -s "\(site.scratch.at("victim"))" LogFiles
            ln -s "\(site.scratch.at("victim/secret.txt"))" status_000000
            ln -s "\(site.scratch.at("victim/secret.txt"))" .builds
            mkfifo fifo.txt
            echo planted; sleep 1000
            """
        let settings = "{\(Self.settings), \"log\": {\"max_bytes\": 4000, \"files\": 3}}"
        try site.add("continuous/sly", ["run.sh": script, "settings.job": settings])
        try await eventually("it has planted") { try site.log("continuous/sly").contains("planted") }
        try expectNothingTold(
            site,
            [
                "/api/v1/jobs/continuous/sly/log?since=2001-02-03T04:05:06Z",
                "/api/v1/jobs/continuous/sly/log?grep=sesame", "/api/v1/jobs/continuous/sly/log?tail=1000",
                "/api/vfs/data/jobs/continuous/sly/job_prev_log.txt", "/api/vfs/data/jobs/continuous/sly/fifo.txt",
                "/api/vfs/data/jobs/continuous/sly/LogFiles/secret.txt", "/api/vfs/data/jobs/continuous/sly/",
                "/ui/jobs/continuous/sly/log", "/ui/jobs/continuous/sly",
            ]
        )
        for path in ["/api/zip/data/jobs/continuous/sly/", "/api/dump"] {
            try Descriptor.open(site.scratch.at("archive.zip"), O_WRONLY | O_CREAT | O_TRUNC)
                .write(try site.call("GET", path).body)
            let content = try await Command.run("unzip", ["-p", site.scratch.at("archive.zip")])
            #expect(content.isSuccess && !content.all.contains(Self.secret), "\(path)")
        }
        // The log rolls over what lies there.
        #expect(try await site.nyala("stop", "sly").isSuccess)
        try expectUntouched(site)
        #expect(try site.call("GET", "/healthz").status == 200)
    }

    @Test func `what would be overwritten or removed is not what a link leads to`() async throws {
        let site = try await start()
        let script = """
            cd "$WEBJOBS_DATA_PATH"
            rm -rf .files .next
            ln -s "\(site.scratch.at("victim/secret.txt"))" .files
            ln -s "\(site.scratch.at("victim/new"))" .after
            ln -s "\(site.scratch.at("victim"))" .next
            ln -s "\(site.scratch.at("victim"))" .old-\(Self.linkedRun)
            echo ran
            """
        let settings = "{\(Self.settings), \"triggers\": {\"files\": [\"in/*\"]}, \"history\": {\"runs\": 1}}"
        try site.add("triggered/sly", ["run.sh": script, "settings.job": settings])
        for _ in 0..<3 { #expect(try await site.nyala("run", "sly", "--wait").isSuccess) }
        try site.scratch.write("home/in/file", "1")
        try await eventually("a run for the file has ended") {
            let run = try await site.job("triggered/sly")?["latest_run"]
            return run?["file"]?.string != nil && run?["outcome"]?.string == "Success"
        }
        try expectUntouched(site)
        let next = try await {
            try await site.end(with: SIGTERM)
            return try await site.startAgain()
        }()
        #expect(try await next.nyala("run", "sly", "--wait").isSuccess)
        try await eventually("old runs are gone") {
            try JSONValue.parse(try next.call("GET", "/api/v1/jobs/triggered/sly/runs").body).array?.count == 1
        }
        try expectUntouched(next)
    }

    @Test func `a folder or a link with the name of a run is none`() async throws {
        let site = try await start()
        try site.add("triggered/other", ["run.sh": "echo \(Self.secret)\n", "settings.job": "{\"user\": 54777}"])
        #expect(try await site.nyala("run", "other", "--wait").isSuccess)
        let other = try #require(try await site.job("triggered/other")?["latest_run"]?["id"]?.string)
        let status = #"{"Trigger":"x","Status":"Running","StartTime":"2031-02-03T11:12:14Z","InputBytes":12}"#
        let script = """
            cd "$WEBJOBS_DATA_PATH"
            ln -s "\(site.home)/data/jobs/triggered/other/\(other)" \(Self.linkedRun)
            mkdir \(Self.forgedRun); cd \(Self.forgedRun)
            echo '\(status)' > status
            ln -s "\(site.scratch.at("victim/secret.txt"))" input
            ln -s "\(site.scratch.at("victim/secret.txt"))" output_log.txt
            """
        try site.add("triggered/sly", ["run.sh": script, "settings.job": "{\(Self.settings)}"])
        #expect(try await site.nyala("run", "sly", "--wait").isSuccess)
        for run in [Self.linkedRun, Self.forgedRun] {
            let path = "/api/v1/jobs/triggered/sly/runs/\(run)"
            #expect(try site.call("GET", path).status == 404)
            #expect(try site.call("GET", "\(path)/output").status == 404)
            #expect(try site.call("POST", "\(path)/retry").status == 404)
            #expect(try site.call("GET", "/api/triggeredwebjobs/sly/history/\(run)").status == 404)
            for file in ["output_log.txt", "input"] {
                #expect(try site.call("GET", "/api/vfs/data/jobs/triggered/sly/\(run)/\(file)").status == 404)
            }
        }
        let listed = try JSONValue.parse(try site.call("GET", "/api/v1/jobs/triggered/sly/runs").body).array
        #expect(listed?.count == 1)
        // The next host repairs what was under way.
        try await site.end(with: SIGKILL)
        let next = try await site.startAgain()
        #expect(try next.call("GET", "/api/v1/jobs/triggered/sly/runs/\(Self.forgedRun)").status == 404)
        try expectUntouched(next)
    }

    @Test func `folders below folders without end keep nobody from tidying up`() async throws {
        let site = try await start()
        let script = """
            import os
            for place in [os.environ["TMPDIR"], os.environ["WEBJOBS_PATH"]]:
                os.chdir(place)
                for _ in range(3000): os.mkdir("d"); os.chdir("d")
            """
        let settings = "{\(Self.settings), \"private_tmp\": true, \"run\": [\"/usr/bin/python3\", \"run.py\"]}"
        try site.add("triggered/deep", ["run.py": script, "settings.job": settings])
        let host = site.servingProcess
        #expect(try await site.nyala("run", "deep", "--wait").isSuccess)
        try await eventually("its private folder is gone") {
            try Folder.names(in: "\(site.home)/tmp/private/triggered/deep").isEmpty
        }
        try site.write("triggered/deep", "run.py", "print('better')\n")
        try await eventually("its copies are gone but for one") {
            _ = try await site.nyala("run", "deep", "--wait")
            return try Folder.names(in: "\(site.home)/tmp/jobs/triggered/deep").count == 1
        }
        #expect(site.servingProcess == host)
    }
}
