import APIClient
import Glibc
import JobModel
import TestKit
import Testing

/// The original's web hooks.
@Suite struct HookTests {
    private static let local = ["notify.allow_private": "127.0.0.1"]

    private func subscribe(_ site: TestSite, _ url: String, _ event: String, path: String = "/api/hooks") throws
        -> APIResponse
    {
        let body: JSONValue = .object(["url": .string(url), "event": .string(event), "insecure_ssl": .bool(false)])
        return try site.call("POST", path, body: body.serialized())
    }

    private func json(_ answer: APIResponse) throws -> JSONValue { try JSONValue.parse(answer.body) }

    @Test func `hooks are made, found, listed and removed as the original does it`() async throws {
        let site = try await TestSite.start()
        let made = try subscribe(site, "https://hooks.example/a", "TriggeredJobFinished")
        #expect(made.status == 201)
        let hook = try json(made)
        #expect(
            hook.object?.keys == [
                "id", "url", "event", "insecure_ssl", "last_status", "last_reason", "last_datetime", "last_context",
            ]
        )
        let id = try #require(hook["id"]?.string)
        #expect(id.utf8.count == 18)
        #expect(try json(subscribe(site, "https://hooks.example/a", "TriggeredJobFinished")) == hook)
        #expect(try subscribe(site, "https://hooks.example/a", "PostDeployment").status == 409)
        #expect(try subscribe(site, "https://hooks.example/b", "PostDeployment", path: "/hooks").status == 201)
        #expect(try json(site.call("GET", "/hooks/\(id)")) == hook)
        #expect(try json(site.call("GET", "/api/hooks")).array?.count == 2)
        #expect(try site.call("GET", "/api/hooks/1").status == 404)
        #expect(try site.call("DELETE", "/api/hooks/\(id)").status == 200)
        #expect(try site.call("DELETE", "/api/hooks/\(id)").status == 200)
        #expect(try json(site.call("GET", "/api/hooks")).array?.count == 1)
        try await site.end(with: SIGKILL)
        let again = try await site.startAgain()
        #expect(try json(again.call("GET", "/api/hooks")).array?.count == 1)
    }

    @Test func `what is no hook is refused`() async throws {
        let site = try await TestSite.start()
        for body in [
            "", "{}", "null", "[]", "{", "{\"url\": \"https://a.example\"}", "{\"event\": \"x\"}",
            "{\"url\": 1, \"event\": \"x\"}",
        ] {
            #expect(try site.call("POST", "/api/hooks", body: Array(body.utf8)).status == 400, "\(body)")
        }
        for url in ["nothing", "ftp://a", "file:///etc/passwd", "http://", "http://a b"] {
            #expect(try subscribe(site, url, "x").status == 400, "\(url)")
        }
        #expect(try subscribe(site, "https://a.example", "a\r\nb").status == 400)
        #expect(try json(site.call("GET", "/api/hooks")).array == [])
    }

    @Test func `the end of a run is told in the original's shape, and the hook shows what came of it`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        let withAccount = "http://me:p%40ss@127.0.0.1:\(receiver.port)/finished"
        let id = try #require(try json(subscribe(site, withAccount, "TriggeredJobFinished"))["id"]?.string)
        try await site.addJob("hello", "echo hello\n")
        #expect(try site.call("POST", "/api/triggeredwebjobs/hello/run").status == 202)
        let told = try #require(try await receiver.wait(for: 1).first)
        let run = told.body
        #expect(run["job_name"]?.string == "hello")
        #expect(run["status"]?.string == "Success")
        #expect(run["output_url"]?.string?.hasSuffix("/output_log.txt") == true)
        #expect(run["url"]?.string?.contains("/api/triggeredwebjobs/hello/history/") == true)
        #expect(run["error_url"] == nil)
        #expect(run["duration"]?.string?.hasPrefix("00:00:") == true)
        #expect(told.headers["authorization"] == "Basic bWU6cEBzcw==")
        try await eventually("the hook shows it") {
            try json(site.call("GET", "/api/hooks/\(id)"))["last_status"]?.string == "OK"
        }
        let hook = try json(site.call("GET", "/api/hooks/\(id)"))
        #expect(hook["last_reason"]?.string == "OK")
        #expect(hook["last_context"]?.string?.contains("\"job_name\"") == true)
        let links = try #require(run["output_url"]?.string)
        #expect(
            try site.call("GET", String(links.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })).text.contains(
                "hello"
            )
        )
    }

    @Test func `each deployment is told of, good or bad`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        #expect(try subscribe(site, receiver.url("/original"), "PostDeployment").status == 201)
        #expect(try subscribe(site, receiver.url("/ours"), "deployment_failed").status == 201)
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/a", "run.sh", "true\n")
        try await clone.commit("the first")
        #expect(try await clone.push(site).isSuccess)
        let good = try #require(try await receiver.wait(for: 1, "/original").first).body
        #expect(good["status"]?.string == "success")
        #expect(good["message"]?.string == "the first")
        #expect(good["complete"]?.bool == true)
        #expect(good["endTime"]?.string == good["lastSuccessEndTime"]?.string)
        try clone.writeJob("triggered/a", "settings.job", "{\"schedule\": \"x\"}")
        try await clone.commit("the second")
        #expect(try await !clone.push(site).isSuccess)
        let bad = try #require(try await receiver.wait(for: 2, "/original").last).body
        #expect(bad["status"]?.string == "failed")
        #expect(bad["statusText"]?.string?.isEmpty == false)
        let ours = try #require(try await receiver.wait(for: 1, "/ours").first).body
        #expect(ours["event"]?.string == "deployment_failed")
        #expect(ours["deployment"]?["id"]?.string == bad["id"]?.string)
    }

    @Test func `whatever is published goes to those who asked for it`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start(settings: Self.local)
        _ = try subscribe(site, receiver.url("/mine"), "my-event")
        _ = try subscribe(site, receiver.url("/other"), "other-event")
        #expect(
            try site.call("POST", "/api/hooks/publish/my-event", body: Array("[1, {\"a\": null}]".utf8)).status == 200
        )
        #expect(try site.call("POST", "/hooks/publish/nobodys", body: Array("1".utf8)).status == 200)
        #expect(try site.call("POST", "/api/hooks/publish/my-event", body: Array("{".utf8)).status == 400)
        #expect(try site.call("POST", "/api/hooks/publish/a%20b", body: Array("1".utf8)).status == 400)
        let told = try #require(try await receiver.wait(for: 1).first)
        #expect(told.path == "/mine")
        #expect(told.text == "[1,{\"a\":null}]")
        #expect(told.headers["nyala-event"] == "my-event")
        #expect(try receiver.received().count == 1)
    }

    @Test func `a hook that answers "gone" is removed`() async throws {
        let receiver = try await HookReceiver.start()
        try receiver.answer(410)
        let site = try await TestSite.start(settings: Self.local)
        _ = try subscribe(site, receiver.url(), "x")
        _ = try site.call("POST", "/api/hooks/publish/x", body: Array("1".utf8))
        try await eventually("it is gone") { try json(site.call("GET", "/api/hooks")).array == [] }
        #expect(try receiver.received().count == 1)
    }

    @Test func `an address that is not allowed shows on the hook, with what to set`() async throws {
        let receiver = try await HookReceiver.start()
        let site = try await TestSite.start()
        let id = try #require(try json(subscribe(site, receiver.url(), "x"))["id"]?.string)
        _ = try site.call("POST", "/api/hooks/publish/x", body: Array("1".utf8))
        try await eventually("it shows") {
            try json(site.call("GET", "/api/hooks/\(id)"))["last_status"]?.string == "Failure"
        }
        let reason = try json(site.call("GET", "/api/hooks/\(id)"))["last_reason"]?.string ?? ""
        #expect(reason.contains("127.0.0.1") && reason.contains("notify.allow_private"), "\(reason)")
        #expect(try receiver.received().isEmpty)
    }

    @Test func `a token without admin sees none of them`() async throws {
        let site = try await TestSite.start()
        let made = try await site.nyala("tokens", "create", "ci", "--scope", "read", "--json")
        let token = try #require(try JSONValue.parse(Array(made.output.utf8))["token"]?.string, "\(made.all)")
        #expect(try site.call("GET", "/api/hooks", as: .bearer(token)).status == 403)
        #expect(try site.call("GET", "/api/v1/notifications", as: .bearer(token)).status == 200)
    }
}
