import Glibc
import LinuxSystem
import TestKit
import Testing

/// A server of OpenSSH on a free port, for the user that runs the tests.
final class SSHServer: Sendable {
    let port: Int
    private let scratch: ScratchDirectory
    private let server: RunningProgram

    private init(_ port: Int, _ scratch: ScratchDirectory, _ server: RunningProgram) {
        self.port = port
        self.scratch = scratch
        self.server = server
    }

    /// `port`: a certain one, for another server in the place of the first.
    static func start(port: Int? = nil) async throws -> SSHServer {
        let scratch = try ScratchDirectory()
        try await newKey(scratch.at("host_key"))
        try scratch.write("authorized_keys", "")
        // As root it wants a folder that the system's own service would have made.
        if geteuid() == 0 { try Folder.create("/run/sshd") }
        var started: SSHServer?
        try await eventually("the server answers") {
            // Somebody else may have taken the port that was free.
            if started?.server.isAlive != true { started = try launch(port ?? ListeningSocket().port, scratch) }
            guard let started else { return false }
            let seen = try await Command.run("ssh-keyscan", ["-T", "1", "-p", "\(started.port)", "127.0.0.1"])
            return seen.output.contains("ssh-ed25519")
        }
        return try #require(started)
    }

    private static func launch(_ port: Int, _ scratch: ScratchDirectory) throws -> SSHServer {
        let config = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(scratch.at("host_key"))
            AuthorizedKeysFile \(scratch.at("authorized_keys"))
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no

            """
        try scratch.write("config", config)
        return SSHServer(port, scratch, try RunningProgram("/usr/sbin/sshd", ["-D", "-f", scratch.at("config")]))
    }

    /// Lets in who has the private half.
    func authorize(_ publicKey: String) throws {
        try scratch.write("authorized_keys", "\(publicKey)\n")
    }

    func url(_ path: String) -> String {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
        return "ssh://\(user)@127.0.0.1:\(port)\(path)"
    }

    func end() throws {
        try server.end()
    }

    static func newKey(_ path: String, passphrase: String = "") async throws {
        let made = try await Command.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-f", path])
        try #require(made.isSuccess, "\(made.all)")
    }
}
