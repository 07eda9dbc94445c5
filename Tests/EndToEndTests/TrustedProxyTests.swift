import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Behind a proxy links and addresses are the client's; whoever is no proxy can claim nothing.
@Suite struct TrustedProxyTests {
    private static let claims = [
        APIHeader("X-Forwarded-Proto", "https"), APIHeader("X-Forwarded-Host", "jobs.example"),
        APIHeader("X-Forwarded-For", "6.6.6.6, 203.0.113.9"),
    ]

    private func links(_ site: TestSite) throws -> (url: String?, location: String?) {
        let jobs = try JSONValue.parse(site.call("GET", "/api/triggeredwebjobs", headers: Self.claims).body)
        let run = try site.call("POST", "/api/triggeredwebjobs/report/run", headers: Self.claims)
        return (jobs.array?.first?["url"]?.string, run.header("Location"))
    }

    private func lastAddress(_ site: TestSite) throws -> String? {
        let entries = try JSONValue.parse(site.call("GET", "/api/v1/audit").body).array ?? []
        return entries.first?["address"]?.string
    }

    @Test func `what a trusted proxy says counts`() async throws {
        let site = try await TestSite.start(options: ["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "127.0.0.1"])
        try site.add("triggered/report", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/report") != nil }
        let found = try links(site)
        #expect(found.url == "https://jobs.example/api/triggeredwebjobs/report")
        #expect(found.location?.hasPrefix("https://jobs.example/api/triggeredwebjobs/report/history/") == true)
        #expect(try lastAddress(site) == "203.0.113.9")
    }

    @Test func `the settings can name proxies as well`() async throws {
        let site = try await TestSite.start(settings: ["http.trusted_proxies": "10.0.0.1, 127.0.0.0/8"])
        try site.add("triggered/report", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/report") != nil }
        #expect(try links(site).url == "https://jobs.example/api/triggeredwebjobs/report")
    }

    @Test func `anybody else's claims count nothing`() async throws {
        let site = try await TestSite.start(options: ["--trusted-proxy", "10.0.0.0/8"])
        try site.add("triggered/report", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/report") != nil }
        let found = try links(site)
        #expect(found.url == "\(site.url)/api/triggeredwebjobs/report")
        #expect(found.location?.hasPrefix(site.url) == true)
        #expect(try lastAddress(site) == "127.0.0.1")
    }

    @Test func `what is no address of a proxy is a wrong use`() async throws {
        let scratch = try ScratchDirectory()
        let result = try await Program.run(["serve", "--home", scratch.at("home"), "--trusted-proxy", "my-proxy"])
        #expect(result.code == 2 && result.all.contains("\"my-proxy\" is no address of a proxy"))
    }
}
