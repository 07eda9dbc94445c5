import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

/// The key by which this site signs in over ssh where it fetches from (`nyala deploy --from`, `deploy.remote`).
///
/// Only the private half is on disk; `ssh-keygen` tells the other.
package struct DeployKey: Sendable {
    /// Why there is no key, or none of what was sent.
    package enum Fault: Error, Sendable, Hashable {
        /// What was sent is not a private key that can be used here.
        case refused(String)
        /// The machine failed, or lacks a program.
        case failed(String)
    }

    /// Bytes of a private key at most.
    package static let maximumSize = 64 * 1024
    private static let toolTimeout: Duration = .seconds(60)
    /// Of keys that are made here.
    private static let bits = 3072

    let path: String
    let tools: BuildTools
    let lookup: ProgramLookup

    private var exists: Bool { AtomicFile.exists(path) }

    /// `ssh-rsa AAAA… NAME`; `nil` where there is none.
    package func publicKey() async throws(Fault) -> String? {
        guard exists else { return nil }
        do throws(Fault) {
            return try await publicKey(of: path)
        } catch {
            // Removed since.
            guard exists else { return nil }
            throw error
        }
    }

    /// Makes a key where there is none yet.
    package func create() async throws(Fault) -> String {
        if let known = try await publicKey() { return known }
        let new = newPath
        defer { for name in [new, "\(new).pub"] { unlink(name) } }
        let name = "nyala@\(MachineName.text)"
        let answer = try await run(["-q", "-t", "rsa", "-b", "\(Self.bits)", "-N", "", "-C", name, "-f", new])
        guard answer.isGood else { throw .failed("no key could be made: \(answer.line)") }
        do throws(SystemError) {
            try Folder.move(new, toNew: path)
        } catch {
            // Somebody else has just made one: that is the key.
            guard error.code == EEXIST else { throw .failed("\(error)") }
        }
        guard let made = try await publicKey() else {
            throw .refused("somebody removed the key while it was made; ask again")
        }
        return made
    }

    /// Puts a private key in the place of the one that is there; returns its public half.
    package func replace(with key: [UInt8]) async throws(Fault) -> String {
        let new = newPath
        defer { unlink(new) }
        // ssh-keygen takes no key whose last line does not end, or whose lines end as on Windows.
        var text = key.filter { $0 != UInt8(ascii: "\r") }
        if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        try onDisk { () throws(SystemError) in
            try AtomicFile.write(text, to: new, mode: 0o600, durability: .power)
        }
        let answer = try await run(Self.questionForPublicHalf(new))
        guard answer.isGood else {
            let reason = answer.line.replacing(new, with: "the key")
            throw .refused("this is no private key without a passphrase, as OpenSSH or PEM writes it: \(reason)")
        }
        try onDisk { () throws(SystemError) in try check("rename", path: path) { rename(new, path) } }
        return answer.line
    }

    /// With the hosts that were met with it; one that is not there is fine.
    package func remove() throws(Fault) {
        try onDisk { () throws(SystemError) in
            try Folder.removeTree(knownHosts)
            try Folder.removeTree(path)
        }
    }

    private var knownHosts: String { "\(path).known_hosts" }

    private func onDisk(_ work: () throws(SystemError) -> Void) throws(Fault) {
        do throws(SystemError) { try work() } catch { throw .failed("\(error)") }
    }

    /// What git is to call for ssh; a shell reads it.
    ///
    /// A site with a key of its own knows hosts of its own as well: one that it has never met is believed, and one that
    /// shows another key later is not. Without a key, all is as the host's user has it.
    var command: String {
        let plain = "ssh -o BatchMode=yes"
        guard exists else { return plain }
        let known = "UserKnownHostsFile=\"\(knownHosts)\" ~/.ssh/known_hosts"
        let options = ["-i", path, "-o", "StrictHostKeyChecking=accept-new", "-o", known]
        return ([plain] + options.map { "'\($0.replacing("'", with: "'\\''"))'" }).joined(separator: " ")
    }

    private static let program = "ssh-keygen"

    /// A name that is free, beside the key.
    private var newPath: String {
        "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
    }

    private static func questionForPublicHalf(_ path: String) -> [String] { ["-y", "-P", "", "-f", path] }

    private func publicKey(of path: String) async throws(Fault) -> String {
        let answer = try await run(Self.questionForPublicHalf(path))
        guard answer.isGood else { throw .failed("\(path) cannot be used: \(answer.line)") }
        return answer.line
    }

    /// How it ended, and the last line that it wrote.
    private func run(_ arguments: [String]) async throws(Fault) -> (isGood: Bool, line: String) {
        guard let program = lookup.find(Self.program) else {
            throw .failed("\(Self.program) is not installed; install it with: apt-get install openssh-client")
        }
        let tool = ToolRunner.Tool([program] + arguments, in: path.pathAbove, environment: tools.environment())
        let lines = KeptLines(limit: 1)
        switch await tools.runner.run(tool, timeout: Self.toolTimeout, line: { lines.add($0) }) {
        case .code(let code): return (code == 0, lines.lines.last ?? "")
        case .signal: return (false, lines.lines.last ?? "it was ended by a signal")
        case .failed(let reason): throw .failed("\(Self.program) could not be started: \(reason)")
        case .timeout, .cancelled: throw .failed("\(Self.program) did not end in time")
        }
    }
}

extension Deployer {
    package nonisolated var deployKey: DeployKey {
        DeployKey(path: layout.deployKey, tools: tools, lookup: lookup)
    }
}
