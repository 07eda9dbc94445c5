import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Pushing and fetching over ssh, with a real server of it.
@Suite struct SSHTests {
    /// `made`: how it is asked for where there is none yet.
    private func key(_ site: TestSite, made: String? = nil) throws -> JSONValue {
        let query = made.map { [(name: "ensurePublicKey", value: $0)] } ?? []
        let answer = try site.call("GET", "/api/sshkey", query: query)
        try #require(answer.status == 200, "\(answer.text)")
        return try JSONValue.parse(answer.body)
    }

    @Test func `a site fetches over ssh with a key of its own`() async throws {
        let site = try await TestSite.start()
        let origin = try await GitClone(in: try ScratchDirectory())
        try origin.writeJob("triggered/hello", "run.sh", "echo one\n")
        try await origin.commit("first")
        let server = try await SSHServer.start()

        #expect(try key(site) == .string(""))
        let made = try #require(try key(site, made: "1").string)
        #expect(made.hasPrefix("ssh-rsa ") && made.hasSuffix(" nyala@\(MachineName.text)"))
        #expect(try key(site) == .string(made))
        #expect(try key(site, made: "true") == .string(made))
        var information = stat()
        #expect(stat("\(site.home)/site/deploy.key", &information) == 0 && information.st_mode & 0o777 == 0o600)

        let early = try await site.nyala("deploy", "--from", server.url(origin.path))
        #expect(!early.isSuccess && early.all.contains("Permission denied"), "\(early.all)")
        try server.authorize(made)
        let deployed = try await site.nyala("deploy", "--from", server.url(origin.path))
        #expect(deployed.isSuccess, "\(deployed.all)")
        #expect(try await site.nyala("run", "hello", "--wait").output.contains("INFO] one\n"))

        let known = try JSONValue.parse(try site.call("GET", "/api/deployments").body).array ?? []
        #expect(known.map { $0["message"]?.string } == ["first", "fetch from \(server.url(origin.path))"])
        #expect(known.first?["author_email"]?.string == "dev@localhost")

        // Somebody else at that address is not believed.
        try server.end()
        let other = try await SSHServer.start(port: server.port)
        try other.authorize(made)
        let refused = try await site.nyala("deploy", "--from", other.url(origin.path))
        #expect(!refused.isSuccess && refused.all.contains("Host key verification failed"), "\(refused.all)")
    }

    @Test func `a private key is taken, and what is none is refused`() async throws {
        let site = try await TestSite.start()
        try await SSHServer.newKey(site.scratch.at("own"))
        try await SSHServer.newKey(site.scratch.at("closed"), passphrase: "secret")
        let own = try #require(try site.scratch.read("own"))
        let json = JSONValue.object(["key": .string(own)]).serialized()
        for _ in 1...2 { #expect(try site.call("DELETE", "/api/sshkey").status == 204) }
        let typed = [APIHeader("Content-Type", "application/json")]
        #expect(try site.call("PUT", "/api/sshkey", headers: typed, body: json).status == 204)
        let shown = try key(site).string ?? ""
        #expect(try site.scratch.read("own.pub") == shown + "\n")
        let windows = own.replacing("\n", with: "\r\n")
        #expect(try site.call("PUT", "/api/sshkey", body: Array(windows.utf8)).status == 204)
        #expect(try key(site).string == shown)
        // Without its last line break, as a text field sends it.
        #expect(try site.call("PUT", "/sshkey", body: Array(own.utf8.dropLast())).status == 204)

        let closed = try #require(try site.scratch.read("closed"))
        for bad in ["", "no key", closed, String(own.dropLast(60)), String(repeating: "x", count: 70_000)] {
            let answer = try site.call("PUT", "/api/sshkey", body: Array(bad.utf8))
            #expect(answer.status == (bad.count > 65_536 ? 413 : 400), "\(bad.prefix(20)): \(answer.text)")
            #expect(!answer.text.contains(site.home))
        }
        #expect(try key(site).string == shown)
        func files() throws -> [String] {
            try Folder.names(in: "\(site.home)/site").filter { $0.hasPrefix("deploy.key") }
        }
        #expect(try files() == ["deploy.key"])

        let arguments = ["tokens", "create", "t", "--scope", "read", "--scope", "run", "--scope", "deploy"]
        let token = APICredentials.bearer(String(try await site.nyala(arguments).output.prefix { $0 != "\n" }))
        #expect(try site.call("GET", "/api/sshkey", as: token).status == 403)
        #expect(try site.call("PUT", "/api/sshkey", as: token, body: Array(own.utf8)).status == 403)
        #expect(try site.call("DELETE", "/api/sshkey").status == 204)
        #expect(try key(site).string == "" && files().isEmpty)
    }

    @Test func `a push over ssh deploys`() async throws {
        let site = try await TestSite.start()
        let server = try await SSHServer.start()
        try await SSHServer.newKey(site.scratch.at("mine"))
        try server.authorize(try #require(try site.scratch.read("mine.pub")))
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/hello", "run.sh", "echo pushed\n")
        try await clone.commit("first")
        let ssh = "ssh -i \(site.scratch.at("mine")) -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
        let url = server.url("\(site.home)/site/repository")
        let pushed = try await clone.git("-c", "core.sshCommand=\(ssh)", "push", url, "main")
        #expect(pushed.isSuccess && pushed.all.contains("hello"), "\(pushed.all)")
        #expect(try await site.nyala("run", "hello", "--wait").output.contains("INFO] pushed\n"))
    }
}
