import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Logs as they are written, over the original's route, and the recipes that show all of it.
@Suite struct LogStreamTests {
    private func follow(_ site: TestSite, _ path: String, _ output: String) async throws -> RunningCommand {
        let auth = "\(TestSite.user):\(TestSite.password)"
        let arguments = ["--silent", "--no-buffer", "--user", auth, "\(site.url)\(path)"]
        return try await Command.launch("curl", arguments, environment: [:], output: site.scratch.at(output))
    }

    @Test func `logs of jobs and of the host are streamed from now on, filtered`() async throws {
        let site = try await TestSite.start()
        let script =
            "echo before\nwhile read -r line; do echo \"$line\"; done < <(tail -f -n +1 \"$WEBJOBS_DATA_PATH/say\")\n"
        try site.scratch.write("home/data/jobs/continuous/teller/say", "")
        try site.add("continuous/teller", ["run.sh": script])
        _ = try await site.waitForStart(of: "continuous/teller")
        try await eventually("it said something") { try site.log("continuous/teller").contains("before") }
        let job = try await follow(site, "/api/logstream/jobs/continuous/teller?filter=WANTED", "job.txt")
        let folder = try await follow(site, "/logstream", "folder.txt")
        for name in ["job.txt", "folder.txt"] {
            try await eventually("\(name) begins") { try site.scratch.read(name)?.contains("Welcome") == true }
        }
        let say = try Descriptor.open(site.scratch.at("home/data/jobs/continuous/teller/say"), O_WRONLY | O_APPEND)
        try say.write(Array("a wanted line\nanother line\n".utf8))
        let mine = try Descriptor.open(site.scratch.at("home/LogFiles/mine.txt"), O_WRONLY | O_CREAT)
        try mine.write(Array("written by hand\n".utf8))
        #expect(try site.call("POST", "/api/settings", body: Array("{\"X\": \"1\"}".utf8)).status == 204)
        try await eventually("the lines come") {
            try site.scratch.read("job.txt")?.contains("a wanted line\n") == true
                && site.scratch.read("folder.txt")?.contains("written by hand\n") == true
        }
        for stream in [job, folder] {
            stream.send(SIGTERM)
            _ = try await Command.wait(for: stream)
        }
        let lines = try site.scratch.read("job.txt") ?? ""
        #expect(!lines.contains("another line") && !lines.contains("before"))
        // The audit log is nobody's stream.
        #expect(try site.scratch.read("folder.txt")?.contains("/api/settings") == false)
    }

    @Test func `a stream ends when its time is over`() async throws {
        let site = try await TestSite.start(settings: ["SCM_LOGSTREAM_TIMEOUT": "1"])
        let stream = try await follow(site, "/api/logstream", "stream.txt")
        #expect(try await Command.wait(for: stream) == 0)
        let text = try site.scratch.read("stream.txt") ?? ""
        #expect(text.contains("Welcome") && text.contains("Stream terminated due to timeout 1 s."), "\(text)")
    }

    @Test func `a run's output is streamed also when it begins later`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo \"this is run $1\"\n"])
        #expect(try await site.nyala("run", "report", "--wait", "--", "1").code == 0)
        let stream = try await follow(site, "/api/logstream/jobs/triggered/report", "run.txt")
        try await eventually("it begins") { try site.scratch.read("run.txt")?.contains("Welcome") == true }
        #expect(try await site.nyala("run", "report", "--wait", "--", "2").code == 0)
        try await eventually("the line comes") { try site.scratch.read("run.txt")?.contains("this is run 2\n") == true }
        #expect(try site.scratch.read("run.txt")?.contains("this is run 1") == false)
        stream.send(SIGTERM)
        _ = try await Command.wait(for: stream)
    }

    @Test func `there are no other logs`() async throws {
        let site = try await TestSite.start()
        for path in [
            "none", "jobs/continuous/none", "audit.log", "../site", "..%2fsite", "jobs/other/x", "jobs/continuous",
            "%00",
        ] {
            #expect(try site.call("GET", "/api/logstream/\(path)").status == 404, "\(path)")
        }
        #expect(try site.call("HEAD", "/api/logstream/nyala.log").status == 200)
        let recent = try JSONValue.parse(
            try site.call("GET", "/api/logs/recent", query: [(name: "top", value: "2")]).body
        )
        #expect(recent.array?.count == 2)
        #expect(recent.array?.allSatisfy { $0["timestamp"] != nil && $0["level"]?.string != nil } == true)
        for top in ["0", "x", "-1", "99999999999999999999"] {
            #expect(try site.call("GET", "/api/logs/recent", query: [(name: "top", value: top)]).status == 400)
        }
    }

    @Test func `the recipes for files work as they are written`() async throws {
        let site = try await TestSite.start()
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let environment = ["NYALA_URL": site.url, "NYALA_AUTH": "\(TestSite.user):\(TestSite.password)"]
        let result = try await Command.run("\(root)/examples/kudu/files.sh", environment: environment)
        #expect(result.code == 0, "\(result.all)")
        #expect(result.output.hasSuffix("all done\n"))
        #expect(result.output.contains("carrots and peas"))
        #expect(result.output.contains("\"Output\":\"3\\n\""), "\(result.output)")
        #expect(try Folder.names(in: "\(site.home)/data").contains("recipes") == false)
    }
}
