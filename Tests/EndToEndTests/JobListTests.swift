import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// The list of all jobs is kept between requests, and never tells of what is over.
@Suite struct JobListTests {
    private func list(_ site: TestSite, tag: String? = nil) throws -> (status: Int, tag: String?, jobs: [JSONValue]) {
        let headers = tag.map { [APIHeader("If-None-Match", $0)] } ?? []
        let answer = try site.call("GET", "/api/v1/jobs", headers: headers)
        let jobs = answer.status == 200 ? try JSONValue.parse(answer.body).array ?? [] : []
        return (answer.status, answer.header("ETag"), jobs)
    }

    private func status(_ name: String, _ site: TestSite) throws -> String? {
        try list(site).jobs.first { $0["name"]?.string == name }?["status"]?.string
    }

    @Test func `a client that has the list is not sent it again`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        try await eventually("the job is listed") { try status("report", site) == "Ready" }
        let first = try list(site)
        let tag = try #require(first.tag)
        for _ in 0..<3 { #expect(try list(site, tag: tag).status == 304) }
        #expect(try list(site).jobs == first.jobs)
        #expect(try await site.nyala("run", "report", "--wait").code == 0)
        let second = try list(site, tag: tag)
        #expect(second.status == 200)
        #expect(second.jobs.first?["latest_run"]?["outcome"]?.string == "Success")
    }

    @Test func `what was done shows in the very next list`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/worker", ["run.sh": "exec sleep 600\n"])
        _ = try await site.waitForStart(of: "continuous/worker")
        for _ in 0..<10 {
            #expect(try site.call("POST", "/api/v1/jobs/continuous/worker/stop").status == 200)
            try await eventually("it is stopped") { try status("worker", site) == "Stopped" }
            let stopped = try list(site).jobs.first
            #expect(stopped?["stopped"]?.bool == true)
            #expect(stopped?["pid"] == .null)
            #expect(try site.call("POST", "/api/v1/jobs/continuous/worker/start").status == 200)
            try await eventually("it runs") { try status("worker", site) == "Running" }
        }
    }

    @Test func `a run under way is as long as it is by now`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/long", ["run.sh": "sleep 600\n"])
        #expect(try await site.nyala("run", "long").code == 0)
        let duration = { try list(site).jobs.first?["latest_run"]?["duration_ms"]?.integer ?? 0 }
        let before = try duration()
        try await eventually("it takes longer") { try duration() > before }
    }
}
