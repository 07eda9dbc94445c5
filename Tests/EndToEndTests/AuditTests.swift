import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Every change is written down: who, from where, what, and how it ended.
@Suite struct AuditTests {
    private func entries(_ site: TestSite, _ options: String...) async throws -> [JSONValue] {
        let result = try await site.nyala(["audit", "--json"] + options)
        return try JSONValue.parse(Array(result.output.utf8)).array ?? []
    }

    @Test func `changes and closed doors are written down, looking is not`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        #expect(try await site.nyala("run", "report", "--wait").code == 0)
        #expect(
            try site.call("POST", "/api/triggeredwebjobs/report/run", query: [("arguments", "topsecret")]).status == 202
        )
        let token = try await site.nyala("tokens", "create", "watcher", "--scope", "read").output
            .split(separator: "\n").joined()
        #expect(try site.call("GET", "/api/v1/jobs").status == 200)
        #expect(try site.call("POST", "/api/v1/rollback", as: .bearer(token)).status == 403)
        #expect(try site.call("DELETE", "/api/v1/jobs/triggered/report", as: .none).status == 401)
        #expect(try site.call("GET", "/api/v1/jobs", password: "wrong").status == 401)
        #expect(try site.call("DELETE", "/api/v1/tokens/none").status == 404)
        let found = try await entries(site).reversed().map { entry in
            let parts = ["who", "means", "method", "path"].map { entry[$0]?.string ?? "" }
            return parts.joined(separator: " ") + " \(entry["status"]?.integer ?? 0)"
        }
        let own = found.drop { !$0.contains("/report/run") }.dropFirst()
        #expect(
            Array(own) == [
                "\(TestSite.user) password POST /api/triggeredwebjobs/report/run 202",
                "local command POST /api/v1/tokens/\(token.split(separator: "_")[1]) 201",
                "token watcher token POST /api/v1/rollback 403",
                " none DELETE /api/v1/jobs/triggered/report 401",
                " none GET /api/v1/jobs 401",
                "\(TestSite.user) password DELETE /api/v1/tokens/none 404",
            ]
        )
        #expect(found.contains("local socket POST /api/v1/jobs/triggered/report/run 202") || found.count > own.count)
        #expect(try await entries(site, "--who", "token watcher").count == 1)
        #expect(try await entries(site, "--refused").count == 4)
        #expect(try await entries(site, "--since", "1h").count == found.count)
        let overHTTP = try JSONValue.parse(try site.call("GET", "/api/v1/audit", query: [("limit", "2")]).body).array
        #expect(overHTTP?.count == 2)
        #expect(overHTTP?.first?["address"]?.string == "127.0.0.1")
        let file = try #require(try site.scratch.read("home/LogFiles/audit.log"))
        #expect(!file.contains("topsecret") && !file.contains(token))
    }

    @Test func `what was answered is in the log, whatever becomes of the host`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        #expect(try site.call("POST", "/api/triggeredwebjobs/report/run").status == 202)
        try await site.end(with: SIGKILL)
        let last = try #require(try await entries(site).first)
        #expect(last["path"]?.string == "/api/triggeredwebjobs/report/run")
        #expect(last["status"]?.integer == 202)
        #expect(try await site.nyala("accounts", "add", "ops").isSuccess)
        #expect(try await entries(site).first?["path"]?.string == "/api/v1/accounts/ops")
    }
}
