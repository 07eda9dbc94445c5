import JobModel
import LinuxSystem
import TestKit
import Testing

/// One who issues certificates, for one test; `openssl` does the work.
///
/// What it issues is `NAME.pem` and `NAME.key` in its folder.
struct TestAuthority {
    /// For whom a certificate is.
    enum Subject: String {
        case server
        case client
    }

    let scratch: ScratchDirectory
    private let folder: String

    /// Its own certificate, which those must trust who are to trust what it issues.
    var certificate: String { path("authority.pem") }

    init(in scratch: ScratchDirectory, named folder: String = "authority") async throws {
        self.scratch = scratch
        self.folder = folder
        try scratch.write("\(folder)/openssl.cnf", Self.configuration)
        try scratch.write("\(folder)/index.txt", "")
        try await openssl(
            ["req", "-x509", "-subj", "/CN=Test authority \(folder)", "-days", "3650", "-out", certificate]
                + Self.newKey(path("authority.key"))
        )
    }

    func path(_ name: String) -> String { scratch.at("\(folder)/\(name)") }

    /// Issues a certificate for this machine, or for a client, that is valid for so long from now, or has been.
    func issue(_ name: String, for subject: Subject = .server, until left: Duration = .seconds(90 * 86_400))
        async throws
    {
        try await openssl(
            ["req", "-subj", "/CN=\(name)", "-out", path("\(name).csr")] + Self.newKey(path("\(name).key"))
        )
        let now = SystemClock().wallTime()
        try await openssl([
            "ca", "-batch", "-notext", "-config", path("openssl.cnf"), "-extensions", subject.rawValue,
            "-cert", certificate, "-keyfile", path("authority.key"), "-outdir", scratch.at(folder),
            "-startdate", Self.date(now + .seconds(-200 * 86_400)), "-enddate", Self.date(now + left),
            "-in", path("\(name).csr"), "-out", path("\(name).pem"),
        ])
    }

    private func openssl(_ arguments: [String]) async throws {
        let result = try await Command.run("openssl", arguments, in: scratch.at(folder))
        try #require(result.isSuccess, "openssl \(arguments): \(result.all)")
    }

    private static func newKey(_ path: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]
    }

    /// `20310203040506Z`.
    private static func date(_ time: Timestamp) -> String {
        time.rfc3339(decimals: 0).filter { !"-:T".contains($0) }
    }

    private static let configuration = """
        [ca]
        default_ca = own
        [own]
        database = index.txt
        rand_serial = yes
        unique_subject = no
        default_md = sha256
        policy = any
        [any]
        commonName = supplied
        [server]
        subjectAltName = DNS:localhost, IP:127.0.0.1
        extendedKeyUsage = serverAuth
        [client]
        extendedKeyUsage = clientAuth

        """
}
