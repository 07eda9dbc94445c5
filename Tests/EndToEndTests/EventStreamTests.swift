import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What happens on a host, told as it happens, and lists that come in pages.
@Suite struct EventStreamTests {
    private func token(_ site: TestSite) async throws -> String {
        try await site.nyala("tokens", "create", "x", "--scope", "admin").output.split(separator: "\n").joined()
    }

    /// What a link leads to.
    private func get(_ site: TestSite, _ link: String) throws -> APIResponse {
        let parts = link.split(separator: "?", maxSplits: 1)
        let query = parts.dropFirst().first.map { $0.split(separator: "&") } ?? []
        return try site.call(
            "GET",
            String(parts[0]),
            query: query.map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1)
                return (String(sides[0]), String(sides.last ?? ""))
            }
        )
    }

    @Test func `a stream ends with the token it was asked for with, and says nothing more`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "echo before\n"])
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let token = try await token(site)
        _ = try await site.nyala("run", "report", "--wait")
        try site.add("continuous/steady", ["run.sh": "echo up\n\(JobScripts.steady())"])
        _ = try await site.waitForStart(of: "continuous/steady")
        let events = try EventSocket(site.port, "/api/v1/events", token: token)
        let log = try EventSocket(site.port, "/api/v1/jobs/continuous/steady/log", token: token)
        try events.read(until: "retry:")
        try log.read(until: "up")
        let id = try #require(try JSONValue.parse(site.call("GET", "/api/v1/tokens").body).array?.first?["id"]?.string)
        #expect(try site.call("DELETE", "/api/v1/tokens/\(id)").status == 204)
        _ = try await site.nyala("run", "report", "--wait")
        _ = try await site.nyala("restart", "steady")
        for socket in [events, log] {
            // The last piece of an answer that came to its end.
            #expect(try socket.read(until: "\r\n0\r\n\r\n"))
        }
        #expect(!events.text.contains("event: started"))
    }

    @Test func `a run is told of from its start to its end, and who comes again misses nothing`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "exit 3\n"])
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let token = try await token(site)
        let socket = try EventSocket(site.port, "/api/v1/events?job=triggered/report", token: token)
        try socket.read(until: "retry:")
        _ = try await site.nyala("run", "report", "--wait")
        #expect(try socket.read(until: "event: failed\n"))
        try socket.read(until: "\"exit_code\":3")
        let started = try #require(socket.events.first)
        #expect(started.data.contains("\"event\":\"started\""), "\(socket.text)")
        let again = try EventSocket(
            site.port,
            "/api/v1/events?job=triggered/report&event=failed,succeeded",
            token: token,
            headers: ["Accept: text/event-stream", "Last-Event-ID: \(started.id)"]
        )
        #expect(try again.read(until: "\"exit_code\":3"))
        #expect(!again.text.contains("event: started"))
        #expect(!again.text.contains("event: lost"))
    }

    @Test func `who comes from an earlier host is told to read anew`() async throws {
        let site = try await TestSite.start()
        let token = try await token(site)
        for last in ["1234-5", "x", "0-0"] {
            let socket = try EventSocket(
                site.port,
                "/api/v1/events",
                token: token,
                headers: ["Last-Event-ID: \(last)"]
            )
            #expect(try socket.read(until: "event: lost\n"))
        }
        for query in [("event", "nothing"), ("event", ""), ("job", "report"), ("job", "triggered/a b")] {
            #expect(try site.call("GET", "/api/v1/events", query: [query]).status == 400, "\(query)")
        }
    }

    @Test func `a host that ends, ends its followers`() async throws {
        let site = try await TestSite.start()
        let token = try await token(site)
        let socket = try EventSocket(site.port, "/api/v1/events", token: token)
        try socket.read(until: "retry:")
        try await site.end(with: SIGTERM)
        while try socket.readMore() {}
    }

    @Test func `the audit log and the deployments come page by page`() async throws {
        let site = try await TestSite.start()
        for number in 0..<7 {
            #expect(try site.call("DELETE", "/api/v1/tokens/none\(number)").status == 404)
        }
        var paths: [String] = []
        var next = "/api/v1/audit?limit=2&who=\(TestSite.user)"
        while !next.isEmpty {
            let answer = try get(site, next)
            #expect(answer.status == 200, "\(answer.text)")
            let entries = try #require(try JSONValue.parse(answer.body).array)
            #expect(entries.count <= 2)
            paths += entries.compactMap { $0["path"]?.string }
            next = answer.header("Link").map { String($0.dropFirst().prefix { $0 != ">" }) } ?? ""
        }
        #expect(paths == (0..<7).reversed().map { "/api/v1/tokens/none\($0)" })
        try site.scratch.write("folder/App_Data/jobs/triggered/a/run.sh", "echo a\n")
        for number in 0..<3 {
            try site.scratch.write("folder/App_Data/jobs/triggered/a/number", "\(number)")
            #expect(try await site.nyala("deploy", site.scratch.at("folder")).isSuccess)
        }
        let all = try JSONValue.parse(try site.call("GET", "/api/v1/deployments").body).array ?? []
        let first = try site.call("GET", "/api/v1/deployments", query: [("limit", "2")])
        let link = try #require(first.header("Link")).dropFirst().prefix { $0 != ">" }
        let second = try get(site, String(link))
        #expect(second.header("Link") == nil)
        #expect(try (JSONValue.parse(first.body).array ?? []) + (JSONValue.parse(second.body).array ?? []) == all)
        #expect(all.count == 3)
    }

    @Test func `a wrong method is told from a wrong path`() async throws {
        let site = try await TestSite.start()
        let answer = try site.call("PATCH", "/api/v1/jobs")
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD")
        #expect(try site.call("PATCH", "/api/v1/nothing").status == 404)
        #expect(try site.call("PATCH", "/api/v1/jobs", as: .none).status == 401)
    }

    @Test func `a host that other machines could reach without TLS does not start, unless told to`() async throws {
        let scratch = try ScratchDirectory()
        let refused = try await Program.run(["serve", "--home", scratch.at("home"), "--listen", "0.0.0.0:0"])
        #expect(refused.code == 2)
        #expect(refused.all.contains("--insecure-http"), "\(refused.all)")
        #expect(!Folder.exists(scratch.at("home")))
        let site = try await TestSite.start(options: ["--insecure-http"])
        #expect(try site.call("GET", "/api/v1/instances").text.contains("\"current\":true"))
    }
}
