import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// The files of a certificate: good, bad, old and renewed.
@Suite(.enabled(if: EncryptedSite.program != nil, "`make test` builds the program that speaks TLS"))
struct CertificateTests {
    /// As the usual tools keep certificates: what a host is given are links into an archive, which move on.
    private static func link(_ authority: TestAuthority, to name: String) throws {
        try Folder.create(authority.scratch.at("live"))
        for (link, file) in [("chain.pem", "\(name).pem"), ("key.pem", "\(name).key")] {
            let new = authority.scratch.at("live/\(link).new")
            try SymbolicLink.create(new, to: Array("../authority/\(file)".utf8))
            try check("rename") { rename(new, authority.scratch.at("live/\(link)")) }
        }
    }

    private func startLinked() async throws -> EncryptedSite {
        try await EncryptedSite.start(
            live: ("live/chain.pem", "live/key.pem"),
            prepare: { try Self.link($0, to: "host") }
        )
    }

    @Test func `a renewed certificate is shown to new connections, and those that are open go on`() async throws {
        let host = try await startLinked()
        #expect(try await host.shownName() == "host")
        try host.site.add("triggered/report", ["run.sh": "echo hi\n"])
        try await eventually("the job is known") { try await host.site.job("triggered/report") != nil }
        let stream = try await Command.launch(
            "curl",
            host.arguments("/api/v1/events", ["-N", "--max-time", "300", "-H", "Accept: text/event-stream"]),
            environment: [:],
            output: host.site.scratch.at("stream")
        )
        defer { stream.send(SIGKILL) }
        try await eventually("the stream is open") {
            try host.site.scratch.read("stream")?.contains("retry:") == true
        }
        try await host.authority.issue("renewed")
        try Self.link(host.authority, to: "renewed")
        try await eventually("the new one is shown") { try await host.shownName() == "renewed" }
        #expect(try await host.site.nyala("run", "report", "--wait").isSuccess)
        try await eventually("the stream goes on") {
            try host.site.scratch.read("stream")?.contains("event: succeeded\n") == true
        }
        #expect(try await host.health() == "ok\n")
        #expect(try host.log().contains("notice the TLS certificate was loaded anew name=renewed"))
    }

    @Test func `a certificate is renewed in place, too`() async throws {
        let host = try await EncryptedSite.start()
        try await host.authority.issue("other")
        for end in ["pem", "key"] {
            let bytes = try #require(try FileContents.read(host.authority.path("other.\(end)")))
            let file = try Descriptor.open(host.authority.path("host.\(end)"), O_WRONLY | O_TRUNC)
            try file.write(bytes)
        }
        try await eventually("the new one is shown") { try await host.shownName() == "other" }
    }

    @Test func `a broken renewal leaves the last good certificate, and is told of until it is mended`() async throws {
        let host = try await startLinked()
        try await host.authority.issue("renewed")
        try host.site.scratch.write("authority/renewed.key", "no key\n")
        try Self.link(host.authority, to: "renewed")
        try await eventually("it is noticed") { try await host.health().hasPrefix("degraded\n") }
        let health = try await host.health()
        #expect(health.contains("key.pem (--tls-key) is not in PEM form"), "\(health)")
        #expect(try await host.shownName() == "host")
        let lines = try host.log().split(separator: "\n").filter { $0.contains(" error the TLS files cannot be used") }
        #expect(lines.count == 1, "\(lines)")
        try await host.authority.issue("mended")
        try Self.link(host.authority, to: "mended")
        try await eventually("it is mended") { try await host.health() == "ok\n" }
        #expect(try await host.shownName() == "mended")
    }

    @Test func `an expired certificate is shown all the same, and told of`() async throws {
        let host = try await EncryptedSite.start(until: .seconds(-86_400))
        let refused = try await host.ask("/healthz")
        #expect(refused.code == 60 && refused.all.contains("expired"), "\(refused.all)")
        let answer = try await host.ask("/healthz", ["-k"]).output
        #expect(answer.contains("\r\n\r\ndegraded\nthe TLS certificate in "), "\(answer)")
        #expect(answer.contains("has expired"), "\(answer)")
        #expect(try host.log().contains(" warning the TLS files want attention error="))
    }

    @Test func `one that expires soon is told of, and the metrics say when`() async throws {
        let host = try await EncryptedSite.start(until: .seconds(5 * 86_400 - 60))
        let health = try await host.health()
        #expect(health.contains("expires in 4 days"), "\(health)")
        let metrics = try await host.ask("/metrics").output
        let name = "\nnyala_tls_certificate_expiry_timestamp_seconds "
        let rest = try #require(metrics.firstRange(of: name).map { metrics[$0.upperBound...] })
        let time = try #require(Int64(rest.prefix { $0.isNumber }))
        let left = time - SystemClock().wallTime().seconds
        #expect((4 * 86_400...5 * 86_400).contains(left), "\(left)")
    }

    @Test func `a key that others can read is warned of`() async throws {
        let host = try await EncryptedSite.start(prepare: { #expect(chmod($0.path("host.key"), 0o644) == 0) })
        #expect(try host.log().contains("every user of this machine can read"))
        #expect(try await host.health() == "ok\n")
    }

    @Test func `files that cannot be used end the host with the reason`() async throws {
        let scratch = try ScratchDirectory()
        let authority = try await TestAuthority(in: scratch)
        try await authority.issue("one")
        try await authority.issue("two")
        let (certificate, key) = (authority.path("one.pem"), authority.path("one.key"))
        try await convert(["x509", "-in", certificate, "-outform", "der", "-out", authority.path("one.der")])
        try await convert([
            "pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", authority.path("locked.key"),
        ])
        try scratch.write("empty.pem", "")
        try scratch.write("cut.pem", String(try #require(try FileContents.text(certificate)).prefix(200)))
        let files: [(certificate: String, key: String, reason: String)] = [
            (authority.path("none.pem"), key, "There is no file \(authority.path("none.pem"))"),
            (certificate, authority.path("none.key"), "--tls-key names a file with a key in PEM form"),
            (scratch.path, key, "cannot be read: Is a directory"),
            (scratch.at("empty.pem"), key, "empty.pem (--tls-certificate) is not in PEM form"),
            (authority.path("one.der"), key, "openssl x509 -inform der -in"),
            (scratch.at("cut.pem"), key, "is damaged"),
            (key, certificate, "were --tls-certificate and --tls-key exchanged?"),
            (certificate, authority.path("locked.key"), "is encrypted"),
            (certificate, authority.path("two.key"), "does not belong to the first certificate in \(certificate)"),
        ]
        let home = scratch.at("home")
        for file in files {
            let options = ["--tls-certificate", file.certificate, "--tls-key", file.key]
            let result = try await serve(home, options)
            #expect(result.code == 2 && result.errorOutput.contains(file.reason), "\(file): \(result)")
            #expect(result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)")
        }
        // Nothing was made before the files were read.
        #expect(!Folder.exists(home))
        let both = ["--tls-certificate", certificate, "--tls-key", key]
        let options: [(options: [String], reason: String)] = [
            (Array(both.prefix(2)), "belong together"), (Array(both.suffix(2)), "belong together"),
            (["--tls-client-ca", certificate], "need TLS"), (["--tls-client-required"], "need TLS"),
            (both + ["--tls-client-required"], "--tls-client-required needs --tls-client-ca"),
            (both + ["--tls-client-ca", key], "holds no certificate but PRIVATE KEY"),
        ]
        for (options, reason) in options {
            let result = try await serve(home, options)
            #expect(result.code == 2 && result.errorOutput.contains(reason), "\(options): \(result)")
        }
    }

    private func convert(_ arguments: [String]) async throws {
        let result = try await Command.run("openssl", arguments)
        try #require(result.isSuccess, "\(result.all)")
    }

    private func serve(_ home: String, _ options: [String]) async throws -> Command.Result {
        let program = try #require(EncryptedSite.program)
        return try await Command.run(program, ["serve", "--home", home, "--listen", "127.0.0.1:0"] + options)
    }
}

/// The program as developers build it.
@Suite struct WithoutTLSTests {
    @Test(.enabled(if: getenv("NYALA_TEST_PROGRAM") == nil, "another program may have TLS"))
    func `a program without TLS says how to get one that has it`() async throws {
        let scratch = try ScratchDirectory()
        let result = try await Program.run([
            "serve", "--home", scratch.at("home"), "--tls-certificate", "a.pem", "--tls-key", "a.key",
        ])
        #expect(result.code == 2)
        #expect(result.errorOutput.contains("built without TLS"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("make release"), "\(result.errorOutput)")
    }
}
