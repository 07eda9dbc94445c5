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
        let step = try #require(log.first { $0["details_url"]?.string != nil })
        let details = try #require(step["details_url"]?.string?.dropFirst(site.url.count))
        let lines = try JSONValue.parse(site.call("GET", String(details)).body).array ?? []
        #expect(lines.contains { $0["message"]?.string?.contains("triggered/report   new") == true }, "\(lines)")
        #expect(lines.contains { $0["message"]?.string == "deployer: ZipDeploy" })
        #expect(try site.call("GET", "/api/deployments/latest/log/none").status == 404)
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
        // It is the first deployment once more, not a third one.
        let all = try deployments(site)
        #expect(all.count == 2 && all.last?["active"]?.bool == true && all.first?["active"]?.bool == false)
        #expect(try JSONValue.parse(again.body)["id"]?.string == first)
        let second = try #require(all.first?["id"]?.string)

        #expect(try site.call("DELETE", "/api/deployments/\(first)").status == 409)
        #expect(try site.call("DELETE", "/deployments/\(second)").status == 204)
        #expect(try site.call("DELETE", "/api/deployments/\(second)").status == 404)
        #expect(try site.call("GET", "/api/deployments/\(second)").status == 404)
        #expect(try deployments(site).count == 1)
        #expect(try site.call("PUT", "/api/deployments/latest", body: Array("no".utf8)).status == 400)
        #expect(try site.call("GET", "/api/scm/info").text.contains("/site.git"))

        try site.add("triggered/hand", ["run.sh": "echo by hand"])
        #expect(try site.call("POST", "/api/scm/clean").status == 204)
        #expect(try site.scratch.read(site.name("triggered/hand", "run.sh")) != nil, "it is nobody's to remove")
    }

    @Test func `a deployment that was made elsewhere is on record and changes nothing`() async throws {
        let site = try await TestSite.start()
        #expect(try site.call("POST", "/api/zipdeploy", body: try await zip(site, "a.zip", "echo a")).isSuccess)
        let body =
            "{\"status\":4,\"message\":\"release 7\",\"author\":\"Ann\",\"deployer\":\"Pipeline\",\"active\":true}"
        let put = try site.call("PUT", "/api/deployments/1234-release", body: Array(body.utf8))
        #expect(put.status == 200, "\(put.text)")
        let found = try JSONValue.parse(site.call("GET", "/api/deployments/1234-release").body)
        #expect(found["id"]?.string == "1234-release" && found["status"]?.integer == 4)
        #expect(found["author"]?.string == "Ann" && found["deployer"]?.string == "Pipeline")
        #expect(found["active"]?.bool == false && found["is_readonly"]?.bool == true)
        let failed = Array("{\"status\":3,\"status_text\":\"tests failed\"}".utf8)
        #expect(try site.call("PUT", "/deployments/1234-release", body: failed).status == 200)
        let all = try deployments(site)
        #expect(
            all.count == 2 && all.first?["status"]?.integer == 3 && all.first?["status_text"]?.string == "tests failed"
        )
        #expect(all.last?["active"]?.bool == true)
        // There is nothing of it to go back to.
        #expect(try site.call("PUT", "/api/deployments/1234-release").status == 409)
        for (id, status) in [("a%2Fb", 400), ("..%2Fx", 400), ("latest", 400), (all.last?["id"]?.string ?? "", 409)] {
            #expect(try site.call("PUT", "/api/deployments/\(id)", body: failed).status == status, "\(id)")
        }
        #expect(try site.call("PUT", "/api/deployments/x", body: Array("{\"status\":1}".utf8)).status == 400)
        #expect(try site.call("GET", "/api/deploymentscript").status == 404)
    }

    @Test func `what a client calls a deployment cannot lead out of the folder of deployments`() async throws {
        let site = try await TestSite.start()
        let query = [(name: "deployer", value: "/../../escaped"), (name: "authorEmail", value: "ann@example")]
        let answer = try site.call("POST", "/zipdeploy", query: query, body: try await zip(site, "a.zip", "echo a"))
        #expect(answer.isSuccess, "\(answer.text)")
        let record = try #require(try deployments(site).first)
        #expect(record["deployer"]?.string == "/../../escaped" && record["author_email"]?.string == "ann@example")
        #expect(record["id"]?.string?.hasSuffix("-escaped") == true)
        #expect(!Folder.exists("\(site.home)/escaped") && !Folder.exists("\(site.home)/site/escaped"))
        #expect(answer.header("SCM-DEPLOYMENT-ID") == record["id"]?.string)
    }

    @Test func `archives are checked without being deployed, and single files deployed beside the rest`() async throws {
        let site = try await TestSite.start()
        let body = try await zip(site, "a.zip", "echo a")
        #expect(try site.call("POST", "/api/zipdeploy/validate", body: body).status == 200)
        #expect(try site.call("POST", "/api/zipdeploy/validate", body: Array("no zip".utf8)).status == 400)
        #expect(try deployments(site).isEmpty)
        let zipQuery = [
            (name: "type", value: "zip"), (name: "restart", value: "false"), (name: "ignorestack", value: "true"),
        ]
        #expect(try site.call("POST", "/api/publish", query: zipQuery, body: body).status == 200)
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo a")
        let fileQuery = [(name: "type", value: "static"), (name: "path", value: "/home/site/wwwroot/data/list.txt")]
        let file = try site.call("PUT", "/publish", query: fileQuery, body: Array("a list".utf8))
        #expect(file.status == 200, "\(file.text)")
        #expect(try site.scratch.read("home/site/wwwroot/data/list.txt") == "a list")
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo a")
        let later = try site.call(
            "POST",
            "/api/publish",
            query: fileQuery + [(name: "async", value: "true")],
            body: [1]
        )
        #expect(later.status == 202 && later.header("Location") == "\(site.url)/api/deployments/latest")
        try await eventually("it has ended") { try site.call("GET", "/api/deployments/latest").status == 200 }
        #expect(try site.call("POST", "/api/wardeploy", body: body).status == 200)
        #expect(try site.scratch.read("home/site/wwwroot/webapps/ROOT.war") != nil)
        for query in [
            [], [(name: "type", value: "static")], [(name: "type", value: "exe")],
            [(name: "type", value: "static"), (name: "path", value: "../../escaped.txt")],
            [(name: "type", value: "static"), (name: "path", value: "a/.git/config")],
        ] {
            #expect(try site.call("POST", "/api/publish", query: query, body: [1]).status == 400, "\(query)")
        }
        let json = [APIHeader("Content-Type", "application/json")]
        let uri = Array("{\"packageUri\":\"ftp://example/a.zip\"}".utf8)
        #expect(try site.call("POST", "/api/zipdeploy", headers: json, body: uri).status == 400)
    }

    @Test func `the repository's branches are forgotten, and the site on demand`() async throws {
        let site = try await TestSite.start()
        #expect(try site.call("POST", "/api/zipdeploy", body: try await zip(site, "a.zip", "echo a")).isSuccess)
        try site.add("triggered/hand", ["run.sh": "echo by hand"])
        #expect(try site.call("DELETE", "/api/scm").status == 204)
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo a")
        #expect(try site.call("DELETE", "/scm", query: [(name: "deleteWebRoot", value: "1")]).status == 204)
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == nil)
        #expect(try site.scratch.read(site.name("triggered/hand", "run.sh")) == "echo by hand")
        let first = try #require(try deployments(site).last?["id"]?.string)
        #expect(try site.call("PUT", "/api/deployments/\(first)").isSuccess)
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo a")
    }
}
