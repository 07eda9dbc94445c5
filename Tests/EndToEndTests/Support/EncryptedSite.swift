import Glibc
import TestKit
import Testing

/// A host that speaks TLS with a certificate of its test's own, asked with `curl`.
struct EncryptedSite {
    /// The build that has it: `NYALA_TEST_TLS_PROGRAM`, else where `make test` puts it; `nil` where there is none.
    static let program: String? = {
        // A path that was given is meant, there or not.
        if let given = getenv("NYALA_TEST_TLS_PROGRAM") { return String(cString: given) }
        let built = Program.root + "/.build/tls/debug/nyala"
        return access(built, X_OK) == 0 ? built : nil
    }()

    let site: TestSite
    let authority: TestAuthority

    /// Starts a host with the certificate `host` of a new authority, valid for so long.
    ///
    /// `live`: the paths that the host is given for certificate and key, below the scratch folder, should they not be the
    /// authority's own; `prepare` makes them.
    static func start(
        until left: Duration = .seconds(90 * 86_400),
        settings: [String: String] = [:],
        options: (TestAuthority) -> [String] = { _ in [] },
        live: (certificate: String, key: String)? = nil,
        prepare: (TestAuthority) throws -> Void = { _ in }
    ) async throws -> EncryptedSite {
        let scratch = try ScratchDirectory()
        let authority = try await TestAuthority(in: scratch)
        try await authority.issue("host", until: left)
        try prepare(authority)
        let files = live.map { [scratch.at($0.certificate), scratch.at($0.key)] }
        let paths = files ?? [authority.path("host.pem"), authority.path("host.key")]
        let site = try await TestSite.start(
            settings: settings,
            options: ["--tls-certificate", paths[0], "--tls-key", paths[1]] + options(authority),
            program: try #require(program),
            scratch: scratch
        )
        return EncryptedSite(site: site, authority: authority)
    }

    var url: String { "https://localhost:\(site.port)" }

    /// Arguments for `curl` to ask the host as its account.
    func arguments(_ path: String, _ more: [String] = []) -> [String] {
        ["-sS", "--max-time", "30", "--cacert", authority.certificate, "-u", "\(TestSite.user):\(TestSite.password)"]
            + more + ["\(url)\(path)"]
    }

    /// The whole answer, its head included; `curl`'s own complaint where there is none.
    func ask(_ path: String, _ more: [String] = []) async throws -> Command.Result {
        try await Command.run("curl", arguments(path, ["-i"] + more))
    }

    /// The common name of the certificate that is shown to a new connection.
    func shownName() async throws -> String {
        let result = try await Command.run("openssl", ["s_client", "-connect", "localhost:\(site.port)"])
        let line = result.output.split(separator: "\n").first { $0.hasPrefix("subject=") }
        return line?.split(separator: "=").last.map { String($0.drop { $0 == " " }) } ?? result.all
    }

    /// The reasons that `/healthz` gives.
    func health() async throws -> String {
        try await Command.run("curl", arguments("/healthz")).output
    }

    func log() throws -> String {
        try site.scratch.read("home/LogFiles/nyala.log") ?? ""
    }
}
