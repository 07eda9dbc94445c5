import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Pages show and do for a token what its scope allows, and no more.
@Suite struct DashboardAccessTests {
    private func token(_ site: TestSite, _ scope: String) async throws -> APICredentials {
        let made = try await site.nyala("tokens", "create", "test", "--scope", scope)
        try #require(made.isSuccess, "\(made.all)")
        return .bearer(made.output.split(separator: "\n").joined())
    }

    @Test func `what is in the files is shown to those alone who may deploy`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("v1/App_Data/jobs/triggered/letter/run.sh", "echo the content\n")
        let made = try await site.nyala("deploy", site.scratch.at("v1"))
        try #require(made.isSuccess, "\(made.all)")
        let read = try await token(site, "read")
        let deploy = try await token(site, "deploy")
        let seen = try site.call("GET", "/ui/deployments/latest", as: read)
        #expect(seen.status == 200)
        #expect(seen.text.contains("letter"))
        #expect(!seen.text.contains("echo the content"))
        #expect(!seen.text.contains("/rollback"))
        #expect(try site.call("GET", "/ui/deployments/latest", as: deploy).text.contains("+echo the content"))
        for (method, path) in [
            ("GET", "/ui/deployments/latest/rollback"), ("POST", "/ui/deployments/latest/rollback"),
            ("POST", "/ui/deployments/latest/cancel"), ("GET", "/ui/add"), ("GET", "/ui/add/check"),
            ("POST", "/ui/add"),
        ] {
            #expect(try site.call(method, path, as: read).status == 403, "\(method) \(path)")
        }
        #expect(try site.call("GET", "/ui/schedule", as: read).status == 200)
        #expect(try site.call("GET", "/ui/add", as: deploy).status == 200)
        #expect(try site.call("GET", "/ui/deployments/latest/rollback", as: deploy).status == 200)
    }

    @Test func `a form that says nothing changes nothing`() async throws {
        let site = try await TestSite.start()
        let settings = "{\"schedule\": \"0 0 3 * * *\"}\n"
        try site.add("triggered/report", ["run.sh": "true\n", "settings.job": settings])
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        #expect(try site.call("POST", "/ui/jobs/triggered/report/schedule").status == 400)
        #expect(try site.scratch.read(site.name("triggered/report", "settings.job")) == settings)
    }

    @Test func `what is neither file nor folder is called what it is, and not edited`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true\n"])
        let folder = "\(site.jobs)/triggered/report"
        try #require(mkfifo("\(folder)/queue", 0o644) == 0)
        try site.scratch.write(site.name("triggered/report", "two\nlines.txt"), "text\n")
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let list = try site.call("GET", "/ui/jobs/triggered/report/files").text
        #expect(list.contains("a named pipe") && !list.contains("path=queue"))
        #expect(list.contains("two␊lines.txt") && list.contains("path=two%0Alines.txt"))
        let path = "/ui/jobs/triggered/report/files/edit"
        let shown = try site.call("GET", path, query: [("path", "queue")])
        #expect(shown.status == 422 && shown.text.contains("a named pipe"), "\(shown.text)")
        let saved = try site.call(
            "POST",
            path,
            headers: [APIHeader("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("path=queue&tag=cbf29ce484222325&text=x".utf8)
        )
        #expect(saved.status == 422 && saved.text.contains("a named pipe"), "\(saved.text)")
    }

    @Test func `who may only read is not told how to write`() async throws {
        let site = try await TestSite.start()
        let read = try await token(site, "read")
        for path in ["/", "/ui/deployments"] {
            let page = try site.call("GET", path, as: read)
            #expect(page.status == 200 && !page.text.contains("git push"), "\(path)")
            #expect(try site.call("GET", path).text.contains("git push"), "\(path)")
        }
    }

    @Test func `the output of a run is nothing but text to a browser`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo '<script>alert(1)</script>'\n"])
        _ = try await site.nyala("run", "report", "--wait")
        let run = try site.call("GET", "/api/v1/jobs/triggered/report/runs").text
        let id = try #require(try JSONValue.parse(Array(run.utf8)).array?.first?["id"]?.string)
        for path in ["runs/\(id)/output", "log"] {
            let answer = try site.call("GET", "/api/v1/jobs/triggered/report/\(path)")
            #expect(answer.header("X-Content-Type-Options") == "nosniff" && answer.text.contains("<script>"), "\(path)")
        }
    }

    @Test(arguments: ["inner", "link", "inner/other/file"])
    func `what is no file of the job is not edited`(path: String) async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true\n", "inner/file": "text\n"])
        let link = site.scratch.at(site.name("triggered/report", "link"))
        try SymbolicLink.create(link, to: Array("/etc/passwd".utf8))
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let answer = try site.call("GET", "/ui/jobs/triggered/report/files/edit", query: [("path", path)])
        #expect([404, 422].contains(answer.status), "\(answer.text)")
        #expect(!answer.text.contains("root:"))
    }
}
