import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Accounts and the sessions of browsers.
@Suite struct SignInTests {
    private static let same = APIHeader("Sec-Fetch-Site", "same-origin")

    private func signIn(_ site: TestSite, password: String = TestSite.password, headers: [APIHeader] = [same]) throws
        -> APIResponse
    {
        let body: JSONValue = .object(["user": .string(TestSite.user), "password": .string(password)])
        return try site.call("POST", "/api/v1/session", as: .none, headers: headers, body: body.serialized())
    }

    private func cookie(_ answer: APIResponse) throws -> APIHeader {
        let header = try #require(answer.header("Set-Cookie"))
        return APIHeader("Cookie", String(header.prefix { $0 != ";" }))
    }

    @Test func `a browser signs in, works and signs out`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        let answer = try signIn(site)
        #expect(answer.status == 200, "\(answer.text)")
        let attributes = try #require(answer.header("Set-Cookie"))
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
            #expect(attributes.contains("; \(attribute)"), "\(attributes)")
        }
        #expect(!attributes.contains("Secure"))
        let cookie = try cookie(answer)
        let who = try site.call("GET", "/api/v1/session", as: .none, headers: [cookie])
        #expect(try JSONValue.parse(who.body)["name"]?.string == TestSite.user)
        let run = "/api/triggeredwebjobs/report/run"
        #expect(try site.call("POST", run, as: .none, headers: [cookie, Self.same]).status == 202)
        #expect(try site.call("DELETE", "/api/v1/session", as: .none, headers: [cookie, Self.same]).status == 204)
        #expect(try site.call("GET", "/api/v1/jobs", as: .none, headers: [cookie]).status == 401)
    }

    @Test func `what another web site sends changes nothing`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo hi\n"])
        let cookie = try cookie(try signIn(site))
        let run = "/api/triggeredwebjobs/report/run"
        let foreign: [[APIHeader]] = [
            [], [APIHeader("Sec-Fetch-Site", "cross-site")], [APIHeader("Sec-Fetch-Site", "same-site")],
            [APIHeader("Origin", "http://evil.example")], [APIHeader("Origin", "null")],
            [APIHeader("Origin", "http://127.0.0.1.evil.example")],
        ]
        for headers in foreign {
            let answer = try site.call("POST", run, as: .none, headers: [cookie] + headers)
            #expect(answer.status == 403, "\(headers)")
        }
        // A browser that remembers a password sends it along as well.
        #expect(try site.call("POST", run, headers: [APIHeader("Sec-Fetch-Site", "cross-site")]).status == 403)
        #expect(try signIn(site, headers: [APIHeader("Origin", "http://evil.example")]).status == 403)
        #expect(try site.call("POST", run, as: .none, headers: [cookie, APIHeader("Origin", site.url)]).status == 202)
        let runs = try JSONValue.parse(Array(try await site.nyala("history", "report", "--json").output.utf8)).array
        #expect(runs?.count == 1)
    }

    @Test func `a session is no token, and a token is no session`() async throws {
        let site = try await TestSite.start()
        let text = try cookie(try signIn(site)).value.split(separator: "=").last.map(String.init) ?? ""
        #expect(try site.call("GET", "/api/v1/jobs", as: .bearer(text)).status == 401)
        let token = try await site.nyala("tokens", "create", "x", "--scope", "admin").output.split(separator: "\n")
            .joined()
        let cookie = APIHeader("Cookie", "nyala_session=\(token)")
        #expect(try site.call("GET", "/api/v1/jobs", as: .none, headers: [cookie]).status == 401)
        #expect(try site.call("GET", "/api/v1/jobs", as: .bearer(token)).status == 200)
    }

    @Test func `a new password ends what the old one began, also without the host's help`() async throws {
        let site = try await TestSite.start()
        let cookie = try cookie(try signIn(site))
        #expect(try site.call("GET", "/api/v1/jobs", as: .none, headers: [cookie]).status == 200)
        let changed = try await site.nyala("accounts", "password", TestSite.user, "--json")
        let password = try #require(try JSONValue.parse(Array(changed.output.utf8))["password"]?.string)
        #expect(try site.call("GET", "/api/v1/jobs", as: .none, headers: [cookie]).status == 401)
        #expect(try site.call("GET", "/api/v1/jobs").status == 401)
        #expect(try site.call("GET", "/api/v1/jobs", password: password).status == 200)
        #expect(try signIn(site).status == 401)
        #expect(try signIn(site, password: password).status == 200)
    }

    @Test func `accounts come and go, and the last one stays`() async throws {
        let site = try await TestSite.start()
        let added = try site.call("POST", "/api/v1/accounts", body: Array(#"{"name": "ops"}"#.utf8))
        #expect(added.status == 201)
        let password = try #require(try JSONValue.parse(added.body)["password"]?.string)
        let ops = APICredentials.password(user: "ops", password: password)
        #expect(try site.call("GET", "/api/v1/jobs", as: ops).status == 200)
        #expect(try await site.nyala("accounts").output == "ops\n\(TestSite.user)\n")
        #expect(try site.call("POST", "/api/v1/accounts", body: Array(#"{"name": "ops"}"#.utf8)).status == 409)
        #expect(try await site.nyala("accounts", "remove", "ops").isSuccess)
        #expect(try site.call("GET", "/api/v1/jobs", as: ops).status == 401)
        #expect(try await site.nyala("accounts", "remove", TestSite.user).code == 1)
        #expect(try site.call("DELETE", "/api/v1/accounts/\(TestSite.user)").status == 409)
        #expect(try await site.nyala("accounts", "remove", "ops").code == 4)
        #expect(try await site.nyala("accounts", "add", "a b").code == 2)
        // A name is decoded once, as every part of a path.
        #expect(try site.call("POST", "/api/v1/accounts", body: Array(#"{"name": "a@b"}"#.utf8)).status == 201)
        #expect(try site.call("PUT", "/api/v1/accounts/a%40b/password").status == 200)
        #expect(try site.call("DELETE", "/api/v1/accounts/a%40b").status == 204)
    }

    @Test func `who guesses has to wait`() async throws {
        let site = try await TestSite.start()
        var statuses: [Int] = []
        for number in 0..<14 {
            statuses.append(try site.call("GET", "/api/v1/jobs", password: "guess \(number)").status)
        }
        #expect(statuses.prefix(10).allSatisfy { $0 == 401 })
        #expect(statuses.last == 429)
        let right = try site.call("GET", "/api/v1/jobs")
        #expect(right.status == 429)
        #expect(right.header("Retry-After") != nil)
        // The local socket knows by itself who asks.
        #expect(try await site.nyala("jobs").isSuccess)
    }
}
