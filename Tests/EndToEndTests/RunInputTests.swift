import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What a caller sends to a run reaches its standard input, and runs can be repeated.
@Suite struct RunInputTests {
    private static let reader = "cksum | cut -d' ' -f2 | sed 's/^/bytes /'; echo \"arguments $*\"\n"

    @Test func `the body of the original's route is the job's standard input`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": "cat; echo; echo end\n"])
        let answer = try site.call(
            "POST",
            "/api/triggeredwebjobs/hook/run",
            headers: [APIHeader("Content-Type", "application/json")],
            body: Array("{\"event\": \"push\"}".utf8)
        )
        #expect(answer.status == 202)
        let output = try await site.nyala("logs", "hook", "-f").output
        #expect(output.contains("INFO] {\"event\": \"push\"}\n"))
    }

    @Test func `a run without a body reads nothing`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": Self.reader])
        #expect(try await site.nyala("run", "hook", "--wait").output.contains("bytes 0\n"))
        #expect(try site.call("POST", "/api/triggeredwebjobs/hook/run").status == 202)
    }

    @Test func `any bytes and any length arrive, beside the arguments`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": Self.reader])
        try site.scratch.write("large", String(repeating: "\0\u{7f}ü\n", count: 1_000_000))
        let result = try await site.nyala(
            "run",
            "hook",
            "--wait",
            "--input",
            site.scratch.at("large"),
            "--",
            "a&b",
            "c d"
        )
        #expect(result.output.contains("bytes 5000000\n"), "\(result.all.suffix(500))")
        #expect(result.output.contains("arguments a&b c d\n"))
        let run = try #require(try await site.job("triggered/hook")?["latest_run"])
        #expect(run["input_bytes"]?.integer == 5_000_000)
    }

    @Test func `a body that says it is too long is refused before it is sent`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": Self.reader])
        let length: Int64 = 256 * 1024 * 1024 + 1
        // It takes no room: nothing is ever written to it.
        let file = try Descriptor.open(site.scratch.at("long"), O_RDWR | O_CREAT)
        #expect(ftruncate(file.number, Int(length)) == 0)
        let client = try HostClient(
            endpoint: .url(site.url, .password(user: TestSite.user, password: TestSite.password))
        )
        let answer = try client.send(
            method: "POST",
            path: "/api/triggeredwebjobs/hook/run",
            body: .descriptor(file.number, byteCount: length)
        )
        #expect(answer.status == 413)
        #expect(answer.text.contains("larger than 268435456 bytes"))
        #expect(try await site.nyala("history", "hook").output.contains("has not run yet"))
    }

    @Test func `the native route takes arguments and input in one JSON object`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": Self.reader])
        let path = "/api/v1/jobs/triggered/hook/runs"
        let body = Array("{\"arguments\": [\"x\"], \"input\": \"hällo\"}".utf8)
        #expect(try site.call("POST", path, body: body).status == 201)
        #expect(try await site.nyala("logs", "hook", "-f").output.contains("bytes 6\n"))
        #expect(try site.call("POST", path, body: Array("{\"input\": 5}".utf8)).status == 400)
    }

    @Test func `a retry gets the arguments and the input of the run it repeats`() async throws {
        let site = try await TestSite.start()
        let script = Self.reader + "test \"$WEBJOBS_ATTEMPT\" = 2\n"
        let settings = "{\"retries\": {\"limit\": 1, \"delay\": \"50ms\"}, \"concurrency\": \"queue\"}"
        try site.add("triggered/hook", ["run.sh": script, "settings.job": settings])
        try site.scratch.write("input", "12345")
        #expect(try await site.nyala("run", "hook", "-i", site.scratch.at("input"), "--", "one").isSuccess)
        try await eventually("the second attempt succeeds") {
            try await site.job("triggered/hook")?["latest_run"]?["outcome"]?.string == "Success"
        }
        let again = try await site.nyala("retry", "hook")
        #expect(again.output.contains("as a retry of"))
        var runs: [JSONValue] = []
        try await eventually("it has run again, and was tried again") {
            runs = try JSONValue.parse(Array(try await site.nyala("history", "hook", "--json").output.utf8)).array ?? []
            return runs.compactMap { $0["outcome"]?.string } == ["Success", "Failed", "Success", "Failed"]
        }
        let output = try await site.nyala("logs", "hook").output
        #expect(output.contains("bytes 5\n"))
        #expect(output.contains("arguments one\n"))
        let last = runs[2]["id"]?.string ?? ""
        #expect(runs[1]["trigger"]?.string == "External - nyala-cli, retry of \(last)")
        #expect(runs[1]["retry_of"]?.string == last)
        #expect(runs.map { $0["input_bytes"]?.integer } == [5, 5, 5, 5])
    }

    @Test func `a retry of a run that never was is refused`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/hook", ["run.sh": Self.reader])
        #expect(try await site.nyala("retry", "hook", "202611230946084084").code == 4)
        #expect(try await site.nyala("retry", "hook").errorOutput.contains("no run of triggered/hook has ended yet"))
    }
}
