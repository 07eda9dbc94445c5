import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Programs sign in with tokens, which let them do what they were made for and no more.
@Suite struct TokenTests {
    private func start() async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        try site.add("triggered/other", ["run.sh": "echo hi\n"])
        for job in ["report", "other"] { #expect(try await site.nyala("run", job, "--wait").code == 0) }
        return site
    }

    /// Makes a token and returns what signs in with it.
    private func token(_ site: TestSite, _ options: String...) async throws -> APICredentials {
        let made = try await site.nyala(["tokens", "create", "test"] + options)
        try #require(made.isSuccess, "\(made.all)")
        let text = made.output.split(separator: "\n").joined()
        #expect(made.output == "\(text)\n")
        #expect(text.hasPrefix("nyala_"))
        return .bearer(text)
    }

    @Test(
        arguments: [
            ("GET", "/api/v1/jobs", 200, 200, 200), ("GET", "/api/triggeredwebjobs/report/history", 200, 200, 200),
            ("POST", "/api/triggeredwebjobs/report/run", 403, 202, 403), ("POST", "/api/v1/rollback", 403, 403, 200),
            ("GET", "/api/scm/info", 403, 403, 200),
            ("GET", "/api/settings", 403, 403, 403),
            ("DELETE", "/api/v1/jobs/triggered/none", 403, 403, 405), ("GET", "/api/v1/tokens", 403, 403, 403),
            ("POST", "/api/v1/accounts", 403, 403, 403), ("GET", "/api/v1/audit", 403, 403, 403),
            ("GET", "/no/such/route", 403, 403, 403),
        ]
    )
    func `a token does what its scope allows`(
        _ request: (method: String, path: String, read: Int, run: Int, deploy: Int)
    ) async throws {
        let site = try await start()
        for (scope, status) in [("read", request.read), ("run", request.run), ("deploy", request.deploy)] {
            let answer = try site.call(request.method, request.path, as: try await token(site, "--scope", scope))
            #expect(answer.status == status, "\(scope): \(answer.text)")
            if status == 403 { #expect(answer.text.contains("needs the scope"), "\(answer.text)") }
        }
    }

    @Test func `a token of one job does nothing with another, nor with the site`() async throws {
        let site = try await start()
        let own = try await token(site, "--scope", "run", "--job", "triggered/report")
        #expect(try site.call("POST", "/api/triggeredwebjobs/report/run", as: own).status == 202)
        #expect(try site.call("GET", "/api/v1/jobs/triggered/report", as: own).status == 200)
        let foreign = [
            ("POST", "/api/triggeredwebjobs/other/run"), ("GET", "/api/v1/jobs/triggered/other"),
            ("POST", "/api/triggeredwebjobs/%6Fther/run"), ("POST", "/api/triggeredwebjobs/report%2F..%2Fother/run"),
            ("GET", "/api/v1/jobs"),
            ("GET", "/api/vfs/data/jobs/triggered/other/x"), ("GET", "/api/vfs/data/jobs/triggered/report/../other/x"),
        ]
        for (method, path) in foreign {
            let status = try site.call(method, path, as: own).status
            #expect(status == 403 || status == 404, "\(method) \(path): \(status)")
        }
        #expect(try await site.nyala("history", "other", "--json").output.contains("\"id\""))
        let runs = try JSONValue.parse(Array(try await site.nyala("history", "other", "--json").output.utf8)).array
        #expect(runs?.count == 1)
    }

    @Test func `what is no token, or none any more, lets nobody in`() async throws {
        let site = try await start()
        let good = try await token(site, "--scope", "admin", "--expires", "1h")
        guard case .bearer(let text) = good else { return }
        #expect(try site.call("GET", "/api/v1/jobs", as: good).status == 200)
        let swapped = text.dropLast() + (text.hasSuffix("a") ? "b" : "a")
        for forged in [String(swapped), String(text.dropLast()), "nyala__", "nyala_", "x", text.uppercased()] {
            let answer = try site.call("GET", "/api/v1/jobs", as: .bearer(forged))
            #expect(answer.status == 401, "\(forged)")
            #expect(answer.header("WWW-Authenticate")?.contains("Basic") == true)
        }
        // As a password, of anybody: git and the original's clients have no other place for it.
        #expect(try site.call("GET", "/api/v1/jobs", as: .password(user: "x", password: text)).status == 200)
        let id = String(text.split(separator: "_")[1])
        let listed = try await site.nyala("tokens")
        #expect(listed.output.contains(id) && !listed.output.contains(text))
        #expect(try await site.nyala("tokens", "revoke", id).isSuccess)
        #expect(try site.call("GET", "/api/v1/jobs", as: good).status == 401)
        #expect(try await site.nyala("tokens", "revoke", id).code == 4)
        #expect(try await site.nyala("tokens", "create", "x", "--scope", "all").code == 2)
        #expect(try await site.nyala("tokens", "create", "x").code == 2)
        // No file of the home holds a token.
        let found = try await Command.run("grep", ["-rl", text, site.home])
        #expect(found.output.isEmpty)
    }

    @Test func `a token that would have ended is not made, and the audit log says how long one lives`() async throws {
        let site = try await start()
        for text in ["0s", "0", "-1d", "1500ms", "99999d", "2001-02-03T04:05:06Z", "soon"] {
            let result = try await site.nyala("tokens", "create", "x", "--scope", "read", "--expires=\(text)")
            #expect(result.code == 2 && result.all.contains("12h or 90d"), "\(text): \(result.all)")
        }
        #expect(try await site.nyala("tokens", "create", "one", "--scope", "read", "--expires", "90d").isSuccess)
        let ever = #"{"name": "two", "scopes": ["run"], "job": "triggered/report", "expires": "9999-12-31T00:00:00Z"}"#
        #expect(try site.call("POST", "/api/v1/tokens", body: Array(ever.utf8)).status == 201)
        let audit = try await site.nyala("audit").output
        #expect(
            audit.contains("\"one\": read, until 20") && audit.contains("\"two\": run on triggered/report, until 2")
        )
    }

    @Test func `a push needs the scope deploy`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/pushed", "run.sh", "echo pushed\n")
        try await clone.commit("first")
        for (scope, isLetIn) in [("run", false), ("deploy", true)] {
            guard case .bearer(let text) = try await token(site, "--scope", scope) else { return }
            let push = try await clone.git("push", "http://any:\(text)@127.0.0.1:\(site.port)/site.git", "HEAD:main")
            #expect(push.isSuccess == isLetIn, "\(push.all)")
            #expect(!push.all.contains(text))
        }
    }

    @Test func `the API makes, lists and revokes tokens`() async throws {
        let site = try await start()
        let body = #"{"name": "ci", "scopes": ["run", "read"], "job": "triggered/report", "lifetime": "2h"}"#
        let made = try site.call("POST", "/api/v1/tokens", body: Array(body.utf8))
        #expect(made.status == 201)
        let value = try JSONValue.parse(made.body)
        let text = try #require(value["token"]?.string)
        let id = try #require(value["id"]?.string)
        #expect(value["job"]?.string == "triggered/report")
        #expect(try site.call("GET", "/api/v1/jobs/triggered/report", as: .bearer(text)).status == 200)
        let listed = try JSONValue.parse(try site.call("GET", "/api/v1/tokens").body).array?.first {
            $0["id"]?.string == id
        }
        #expect(listed?["last_used"]?.string != nil)
        #expect(listed?["token"] == nil)
        #expect(try site.call("DELETE", "/api/v1/tokens/\(id)").status == 204)
        #expect(try site.call("DELETE", "/api/v1/tokens/\(id)").status == 404)
        let wrong = [
            "{}", "[]", "{", #"{"name": 1, "scopes": ["run"]}"#, #"{"name": "a", "scopes": []}"#,
            #"{"name": "a", "scopes": ["root"]}"#, #"{"name": "a", "scopes": ["run"], "job": "report"}"#,
            #"{"name": "a", "scopes": ["run"], "expires": "soon"}"#, #"{"name": "", "scopes": ["run"]}"#,
            #"{"name": "a", "scopes": ["run"], "expires": "2001-01-01T00:00:00Z"}"#,
            #"{"name": "a", "scopes": ["run"], "lifetime": "0s"}"#,
            #"{"name": "a", "scopes": ["run"] /* for now */}"#, "// a token\n" + #"{"name": "a", "scopes": ["run"]}"#,
        ]
        for body in wrong {
            let answer = try site.call("POST", "/api/v1/tokens", body: Array(body.utf8))
            #expect(answer.status == 400, "\(body): \(answer.text)")
            #expect(answer.problem != nil)
        }
    }
}
