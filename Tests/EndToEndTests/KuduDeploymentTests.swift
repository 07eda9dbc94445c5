import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Deployments as clients of the original see them.
@Suite struct KuduDeploymentTests {
    private func zip(_ site: TestSite, _ name: String, _ script: String) async throws -> [UInt8] {
        let code = """
            import zipfile
            with zipfile.ZipFile('\(name)', 'w') as z: z.writestr('App_Data/jobs/triggered/report/run.sh', '\(script)')
            """
        try #require(try await Command.run("python3", ["-c", code], in: site.scratch.path).isSuccess)
        return try #require(try FileContents.read(site.scratch.at(name)))
    }

    private func deployments(_ site: TestSite) throws -> [JSONValue] {
        try JSONValue.parse(site.call("GET", "/api/deployments").body).array ?? []
    }

    @Test func `a zip that nobody waits for is followed until it is there`() async throws {
        let site = try await TestSite.start()
        let body = try await zip(site, "one.zip", "echo one")
        let query = [(name: "isAsync", value: "true"), (name: "message", value: "first")]
        let answer = try site.call("POST", "/api/zipdeploy", query: query, body: body)
        #expect(answer.status == 202)
        let location = try #require(answer.header("Location"))
        #expect(location == "\(site.url)/api/deployments/latest")
        #expect(answer.header("Retry-After") == "2")
        var latest = JSONValue.null
        try await eventually("it has ended") {
            let poll = try site.call("GET", "/api/deployments/latest")
            latest = try JSONValue.parse(poll.body)
            #expect(poll.status == (latest["complete"]?.bool == true ? 200 : 202))
            return latest["complete"]?.bool == true
        }
        #expect(latest["status"]?.integer == 4 && latest["active"]?.bool == true)
        #expect(latest["message"]?.string == "first" && latest["provisioningState"]?.string == "Succeeded")
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo one")
        let log = try JSONValue.parse(site.call("GET", "/api/deployments/latest/log").body).array ?? []
        #expect(log.contains { $0["message"]?.string?.contains("triggered/report   new") == true }, "\(log)")
    }

    @Test func `a zip that fails is on record with its reason`() async throws {
        let site = try await TestSite.start()
        let answer = try site.call("POST", "/api/zipdeploy", body: Array("no zip".utf8))
        #expect(answer.status == 400)
        let record = try #require(try deployments(site).first)
        #expect(record["status"]?.integer == 3 && record["complete"]?.bool == true)
        #expect(record["status_text"]?.string?.contains("the archive was refused") == true, "\(record)")
    }

    @Test func `an earlier deployment is deployed again, and one that is not active forgotten`() async throws {
        let site = try await TestSite.start()
        for text in ["one", "two"] {
            let body = try await zip(site, "\(text).zip", "echo \(text)")
            #expect(try site.call("POST", "/api/zipdeploy", body: body).isSuccess)
        }
        let first = try #require(try deployments(site).last?["id"]?.string)
        let again = try site.call("PUT", "/api/deployments/\(first)")
        #expect(again.isSuccess, "\(again.text)")
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo one")
        let active = try #require(try deployments(site).first)
        #expect(active["active"]?.bool == true && active["deployer"]?.string == "rollback")

        #expect(try site.call("DELETE", "/api/deployments/\(active["id"]?.string ?? "")").status == 409)
        #expect(try site.call("DELETE", "/api/deployments/\(first)").status == 204)
        #expect(try site.call("DELETE", "/api/deployments/\(first)").status == 404)
        #expect(try site.call("GET", "/api/deployments/\(first)").status == 404)
        #expect(try deployments(site).count == 2)
        #expect(try site.call("PUT", "/api/deployments/latest", body: Array("no".utf8)).status == 400)
        #expect(try site.call("GET", "/api/scm/info").text.contains("/site.git"))

        try site.add("triggered/hand", ["run.sh": "echo by hand"])
        #expect(try site.call("POST", "/api/scm/clean").status == 204)
        #expect(try site.scratch.read(site.name("triggered/hand", "run.sh")) == nil)
    }
}
