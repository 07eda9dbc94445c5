import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A host that speaks TLS by itself.
@Suite(.enabled(if: EncryptedSite.program != nil, "`make test` builds the program that speaks TLS"))
struct EncryptionTests {
    @Test func `a browser signs in over TLS, and its cookie and all links stay there`() async throws {
        let host = try await EncryptedSite.start()
        try host.site.add("triggered/report", ["run.sh": "echo hi\n"])
        try await eventually("the job is known") { try await host.site.job("triggered/report") != nil }
        let body = "{\"user\": \"\(TestSite.user)\", \"password\": \"\(TestSite.password)\"}"
        let signedIn = try await Command.run(
            "curl",
            [
                "-sS", "-i", "--cacert", host.authority.certificate, "-H", "Sec-Fetch-Site: same-origin", "--json",
                body, "\(host.url)/api/v1/session",
            ]
        ).all
        #expect(signedIn.hasPrefix("HTTP/1.1 200"), "\(signedIn)")
        let cookie = try #require(signedIn.split(separator: "\r\n").first { $0.hasPrefix("Set-Cookie: ") })
        #expect(cookie.contains("; Secure"))
        #expect(signedIn.contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"))
        let who = try await Command.run(
            "curl",
            [
                "-sS", "--cacert", host.authority.certificate, "-H",
                "Cookie: \(cookie.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" })", "\(host.url)/api/v1/session",
            ]
        ).output
        #expect(who.contains("\"means\":\"session\""), "\(who)")
        let run = try await host.ask("/api/triggeredwebjobs/report/run", ["-X", "POST"]).output
        #expect(run.contains("\r\nLocation: \(host.url)/"), "\(run)")
        let jobs = try await host.ask("/api/triggeredwebjobs").output
        #expect(jobs.contains("\"\(host.url)/api/triggeredwebjobs/report\""), "\(jobs)")
        #expect(!jobs.contains("http://"), "\(jobs)")
        let files = try await host.ask("/api/vfs/site/").output
        #expect(files.contains("\"href\":\"\(host.url)/"), "\(files)")
        // What is refused says it, too.
        let refused = try await Command.run(
            "curl",
            ["-sS", "-i", "--cacert", host.authority.certificate, "\(host.url)/api/v1/jobs"]
        ).output
        #expect(refused.hasPrefix("HTTP/1.1 401"), "\(refused)")
        #expect(refused.contains("\r\nStrict-Transport-Security: "))
        // The local socket is no matter of TLS.
        #expect(try await host.site.nyala("jobs").isSuccess)
    }

    @Test func `browsers are told to stay with TLS for as long as the site says`() async throws {
        let host = try await EncryptedSite.start(settings: ["http.strict_transport": "1d"])
        #expect(try await host.ask("/healthz").output.contains("\r\nStrict-Transport-Security: max-age=86400\r\n"))
        #expect(try await host.site.nyala("settings", "set", "http.strict_transport=0").isSuccess)
        #expect(try await !host.ask("/healthz").output.contains("Strict-Transport-Security"))
    }

    @Test func `a site is pushed and fetched over https`() async throws {
        let host = try await EncryptedSite.start()
        let clone = try await GitClone(in: host.site.scratch)
        try clone.writeJob("triggered/pushed", "run.sh", "echo pushed\n")
        // More than fits into one record, and than is sent in one piece.
        try clone.write("noise", (0..<200_000).map { "\($0 &* 2_654_435_761 % 1_000_003)\n" }.joined())
        try await clone.commit("first")
        let account = "\(TestSite.user):\(TestSite.password.split(separator: " ").joined(separator: "%20"))"
        let url = "https://\(account)@localhost:\(host.site.port)/site.git"
        func git(_ arguments: String..., trusting authority: String) async throws -> Command.Result {
            try await Command.run("git", arguments, in: clone.path, environment: ["GIT_SSL_CAINFO": authority])
        }
        let stranger = try await TestAuthority(in: host.site.scratch, named: "stranger")
        #expect(try await git("push", url, "main", trusting: stranger.certificate).code != 0)
        let pushed = try await git("push", url, "main", trusting: host.authority.certificate)
        #expect(pushed.isSuccess, "\(pushed.all)")
        let run = try await host.site.nyala("run", "pushed", "--wait")
        #expect(run.isSuccess, "\(run.all)")
        let fetched = try await git("fetch", url, "main", trusting: host.authority.certificate)
        #expect(fetched.isSuccess, "\(fetched.all)")
    }

    @Test func `with TLS any address may be listened on`() async throws {
        let host = try await EncryptedSite.start(options: { _ in ["--listen", "0.0.0.0:0"] })
        #expect(try await host.ask("/healthz").output.hasSuffix("\r\n\r\nok\n"))
    }

    @Test func `who speaks plain HTTP is told so, and who speaks neither is let go`() async throws {
        let host = try await EncryptedSite.start()
        let plain = try RawConnection(port: host.site.port)
        plain.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try #require(plain.answer())
        #expect(answer.status == 400)
        #expect(answer.body.contains("https://"), "\(answer.body)")
        #expect(plain.isClosed())
        // A push to the wrong scheme does not hang either.
        let clone = try await GitClone(in: host.site.scratch)
        try clone.writeJob("triggered/a", "run.sh", "true\n")
        try await clone.commit("first")
        #expect(try await clone.push(host.site).code != 0)
        for bytes: [UInt8] in [[0, 1, 2, 3], [0x16, 3, 1, 0, 4, 9, 9, 9, 9], [0x80, 0x2E, 1, 3, 1]] {
            let other = try RawConnection(port: host.site.port)
            other.send(bytes)
            #expect(other.isClosed(), "\(bytes)")
        }
        #expect(try await host.ask("/healthz").output.hasSuffix("\r\n\r\nok\n"))
    }

    @Test func `a handshake that does not come to its end is not waited for`() async throws {
        let host = try await EncryptedSite.start(settings: ["http.header_timeout": "300ms"])
        #expect(try await host.ask("/healthz").output.hasSuffix("\r\n\r\nok\n"))
        let open = try Folder.names(in: "/proc/\(host.site.servingProcess)/fd").count
        let silent = try (0..<8).map { _ in try RawConnection(port: host.site.port) }
        // The beginning of a record that would begin a handshake.
        for connection in silent.dropFirst(4) { connection.send([0x16, 3, 1, 2, 0, 1, 0]) }
        for connection in silent { #expect(connection.isClosed(within: 30)) }
        try await eventually("nothing is left open") {
            try Folder.names(in: "/proc/\(host.site.servingProcess)/fd").count <= open
        }
        #expect(try await host.ask("/healthz").output.hasSuffix("\r\n\r\nok\n"))
    }

    @Test func `a connection is kept for another request for so long`() async throws {
        let host = try await EncryptedSite.start(settings: ["http.idle_timeout": "300ms"])
        // It has its answer, keeps the connection, and sends nothing more.
        let result = try await Command.run(
            "openssl",
            ["s_client", "-connect", "localhost:\(host.site.port)", "-quiet", "-ign_eof"],
            input: "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(result.output.hasPrefix("HTTP/1.1 "), "\(result.all)")
    }

    @Test func `nothing older than TLS 1_2 is spoken`() async throws {
        let host = try await EncryptedSite.start()
        func hello(_ version: String) async throws -> String {
            try await Command.run(
                "openssl",
                ["s_client", "-connect", "localhost:\(host.site.port)", version, "-cipher", "DEFAULT@SECLEVEL=0"]
            ).all
        }
        #expect(try await hello("-tls1_1").contains("alert protocol version"))
        #expect(try await hello("-tls1_2").contains("Protocol  : TLSv1.2"))
        #expect(try await hello("-tls1_3").contains("TLSv1.3"))
    }
}
