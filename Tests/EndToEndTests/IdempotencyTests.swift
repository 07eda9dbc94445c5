import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A request to run a job that is sent again, because nobody knows whether it came, begins no second run.
@Suite struct IdempotencyTests {
    private func run(
        _ site: TestSite,
        _ key: String,
        _ body: String = "",
        path: String = "/api/v1/jobs/triggered/report/runs"
    )
        throws -> APIResponse
    {
        try site.call("POST", path, headers: [APIHeader("Idempotency-Key", key)], body: Array(body.utf8))
    }

    private func id(_ answer: APIResponse) throws -> String {
        try #require(try JSONValue.parse(answer.body)["id"]?.string)
    }

    @Test func `one key, one run, also after the host was killed`() async throws {
        var site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        let first = try run(site, "order-17")
        #expect(first.status == 201, "\(first.text)")
        let id = try id(first)
        for _ in 0..<3 { #expect(try self.id(try run(site, "order-17")) == id) }
        #expect(try self.id(try run(site, "order-17")) == id)
        let kudu = try run(site, "order-17", path: "/api/triggeredwebjobs/report/run")
        #expect(kudu.status == 202)
        #expect(kudu.header("Location")?.hasSuffix("/history/\(id)") == true)
        try await site.end(with: SIGKILL)
        site = try await site.startAgain()
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        #expect(try self.id(try run(site, "order-17")) == id)
        let runs = try JSONValue.parse(Array(try await site.nyala("history", "report", "--json").output.utf8)).array
        #expect(runs?.count == 1)
    }

    @Test func `many at once begin one run, and another key another`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n", "settings.job": "{\"concurrency\": \"allow\"}"])
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let ids = try await withThrowingTaskGroup(of: String.self) { tasks in
            for _ in 0..<12 { tasks.addTask { try id(try run(site, "same")) } }
            return try await tasks.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try id(try run(site, "other")) != ids.first)
    }

    @Test func `a key for something else is refused, and so is one that is none`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        #expect(try run(site, "k", "{\"arguments\": [\"a\"]}").status == 201)
        #expect(try run(site, "k", "{\"arguments\": [\"b\"]}").status == 422)
        #expect(try run(site, String(repeating: "k", count: 256)).status == 400)
        #expect(try run(site, "a b").status == 400)
    }
}
