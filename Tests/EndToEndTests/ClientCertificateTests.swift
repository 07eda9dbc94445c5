import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Clients that show certificates of their own.
@Suite(.enabled(if: EncryptedSite.program != nil, "`make test` builds the program that speaks TLS"))
struct ClientCertificateTests {
    private let change = ["-X", "PUT", "--json", "{\"value\": \"1\"}"]

    private func start(_ options: String...) async throws -> EncryptedSite {
        let host = try await EncryptedSite.start(options: { ["--tls-client-ca", $0.certificate] + options })
        try await host.authority.issue("laptop-7", for: .client)
        return host
    }

    private func shown(_ authority: TestAuthority, _ name: String) -> [String] {
        ["--cert", authority.path("\(name).pem"), "--key", authority.path("\(name).key")]
    }

    @Test func `whom a client's certificate names is in the audit log beside the account`() async throws {
        let host = try await start()
        let known = shown(host.authority, "laptop-7")
        #expect(try await host.ask("/api/v1/settings/a", change + known).output.hasPrefix("HTTP/1.1 201"))
        #expect(try await host.ask("/api/v1/settings/a", change).output.hasPrefix("HTTP/1.1 200"))
        let text = try await host.site.nyala("audit", "--json").output
        let entries = try JSONValue.parse(Array(text.utf8)).array ?? []
        #expect(entries.prefix(2).map { $0["certificate"]?.string } == [nil, "laptop-7"], "\(text)")
        #expect(entries.prefix(2).map { $0["who"]?.string } == [TestSite.user, TestSite.user])
        #expect(try await host.site.nyala("audit").output.contains("password 127.0.0.1 (certificate laptop-7)"))
        // It says who it is, and signs nobody in.
        let unsigned = try await Command.run(
            "curl",
            ["-sS", "-i", "--cacert", host.authority.certificate] + known + ["\(host.url)/api/v1/jobs"]
        )
        #expect(unsigned.output.hasPrefix("HTTP/1.1 401"), "\(unsigned.all)")
    }

    @Test func `a certificate that nobody vouches for is refused in the handshake`() async throws {
        let host = try await start()
        let stranger = try await TestAuthority(in: host.site.scratch, named: "stranger")
        try await stranger.issue("laptop-7", for: .client)
        try await host.authority.issue("old", for: .client, until: .seconds(-60))
        // One for a host is none for a client.
        for (authority, name) in [(stranger, "laptop-7"), (host.authority, "old"), (host.authority, "host")] {
            let result = try await host.ask("/healthz", shown(authority, name))
            #expect(result.code != 0 && result.output.isEmpty, "\(name): \(result.all)")
        }
        #expect(try await host.ask("/healthz").output.hasPrefix("HTTP/1.1 200"))
    }

    @Test func `who has no certificate is refused where one is required`() async throws {
        let host = try await start("--tls-client-required")
        let without = try await host.ask("/healthz")
        #expect(without.code != 0 && without.output.isEmpty, "\(without.all)")
        let known = shown(host.authority, "laptop-7")
        #expect(try await host.ask("/healthz", known).output.hasPrefix("HTTP/1.1 200"))
        #expect(try await host.site.nyala("jobs").isSuccess)
    }

    @Test func `who may vouch for clients is read anew as well`() async throws {
        let host = try await start("--tls-client-required")
        let second = try await TestAuthority(in: host.site.scratch, named: "second")
        try await second.issue("laptop-8", for: .client)
        let known = shown(second, "laptop-8")
        #expect(try await host.ask("/healthz", known).code != 0)
        let both = try [host.authority, second].map { try FileContents.text($0.certificate) ?? "" }.joined()
        let first = shown(host.authority, "laptop-7")
        try host.site.scratch.write("authority/authority.pem", both)
        try await eventually("it is let in") { try await host.ask("/healthz", known).code == 0 }
        #expect(try await host.ask("/healthz", first).output.hasPrefix("HTTP/1.1 200"))
    }
}
