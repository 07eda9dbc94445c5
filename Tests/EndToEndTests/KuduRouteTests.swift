import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Clients that were written for the original find its routes, shapes and status codes.
@Suite struct KuduRouteTests {
    @Test func `lists and jobs have the original's members`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        try site.add(
            "triggered/report",
            ["run.sh": "echo hi\n", "settings.job": "{\"schedule\": \"0 0 0 1 1 *\", \"x-own\": 1}"]
        )
        _ = try await site.waitForStart(of: "continuous/steady")
        #expect(try await site.nyala("run", "report", "--wait").code == 0)

        let all = try JSONValue.parse(try site.call("GET", "/api/webjobs").body).array ?? []
        #expect(all.map { $0["name"]?.string } == ["report", "steady"])
        for path in ["/api/triggeredwebjobs/report", "/api/triggeredjobs/report", "/jobs/triggered/report"] {
            let job = try JSONValue.parse(try site.call("GET", path).body)
            #expect(job["type"]?.string == "triggered")
            #expect(job["run_command"]?.string == "run.sh")
            #expect(job["settings"]?["schedule"]?.string == "0 0 0 1 1 *")
            #expect(job["settings"]?["x-own"]?.integer == 1)
            #expect(job["latest_run"]?["status"]?.string == "Success")
            #expect(job["history_url"]?.string == "\(site.url)/api/triggeredwebjobs/report/history")
        }
        let steady = try JSONValue.parse(try site.call("GET", "/api/continuouswebjobs/steady").body)
        #expect(steady["status"]?.string == "Running")
        #expect(steady["detailed_status"]?.string?.hasSuffix(" - Running\r\n") == true)
        let log = try #require(steady["log_url"]?.string)
        #expect(try site.call("GET", String(log.dropFirst(site.url.count))).text.contains("Status changed to Running"))
    }

    @Test func `history lists runs newest first and their output can be read`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo \"run $1\"\n"])
        for number in 1...3 { #expect(try await site.nyala("run", "report", "--wait", "--", "\(number)").code == 0) }
        let answer = try site.call("GET", "/api/triggeredwebjobs/report/history")
        let runs = try JSONValue.parse(answer.body)["runs"]?.array ?? []
        #expect(runs.count == 3)
        #expect(runs.compactMap { $0["id"]?.string } == runs.compactMap { $0["id"]?.string }.sorted(by: >))
        let newest = try #require(runs.first)
        #expect(newest["duration"]?.string?.hasPrefix("00:00:0") == true)
        let output = try #require(newest["output_url"]?.string)
        #expect(try site.call("GET", String(output.dropFirst(site.url.count))).text.contains("INFO] run 3\n"))
        let tag = try #require(answer.header("ETag"))
        #expect(
            try site.call("GET", "/api/triggeredwebjobs/report/history", headers: [APIHeader("If-None-Match", tag)])
                .status == 304
        )
        let url = try #require(newest["url"]?.string)
        #expect(
            try JSONValue.parse(try site.call("GET", String(url.dropFirst(site.url.count))).body)["id"] == newest["id"]
        )
    }

    @Test func `continuous jobs are stopped and started`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/steady")
        #expect(try site.call("POST", "/api/continuouswebjobs/steady/stop").status == 200)
        try await eventually("it is stopped") {
            try JSONValue.parse(try site.call("GET", "/api/continuouswebjobs/steady").body)["status"]?.string
                == "Stopped"
        }
        #expect(try site.call("POST", "/api/continuouswebjobs/steady/start").status == 200)
        _ = try await site.waitForStart(of: "continuous/steady")
    }

    static let absent: [(String, String, Int)] = [
        ("GET", "/api/triggeredwebjobs/none", 404), ("POST", "/api/triggeredwebjobs/none/run", 404),
        ("GET", "/api/triggeredwebjobs/none/history", 404), ("POST", "/api/continuouswebjobs/none/stop", 404),
        ("DELETE", "/api/triggeredwebjobs/none", 200), ("GET", "/api/triggeredwebjobs/none/settings", 200),
        ("GET", "/api/nothing", 404), ("GET", "/api/vfs/site/accounts.json", 404),
        ("GET", "/api/vfs/data/../site/accounts.json", 404), ("POST", "/api/v1/hooks/pre-receive", 403),
    ]

    @Test(arguments: absent)
    func `what is not there has the original's status`(method: String, path: String, status: Int) async throws {
        let site = try await TestSite.start()
        #expect(try site.call(method, path).status == status)
    }

    @Test func `nobody gets in without the password`() async throws {
        let site = try await TestSite.start()
        for path in ["/api/webjobs", "/api/v1/jobs", "/site.git/info/refs?service=git-upload-pack", "/"] {
            let parts = path.split(separator: "?")
            let query = parts.count > 1 ? [(name: "service", value: "git-upload-pack")] : []
            let answer = try site.call("GET", String(parts[0]), query: query, password: "wrong")
            #expect(answer.status == 401)
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
        }
        let open = try HostClient(endpoint: .url(site.url)).send(path: "/healthz")
        #expect(open.status == 200)
        #expect(try HostClient(endpoint: .url(site.url)).send(path: "/api/webjobs").status == 401)
    }
}
