import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// systemd's own journald, in mounts of its own and with a journal of a test's own; it needs no systemd around it.
final class RealJournal: Sendable {
    private let scratch: ScratchDirectory
    private let program: RunningProgram

    /// Where it listens.
    var socket: String { scratch.at("sockets/socket") }

    private init(_ scratch: ScratchDirectory, _ program: RunningProgram) {
        self.scratch = scratch
        self.program = program
    }

    /// `scratch`: that of an earlier one, whose journal goes on.
    static func start(_ scratch: ScratchDirectory? = nil) async throws -> RealJournal {
        let scratch = try scratch ?? ScratchDirectory()
        for folder in ["sockets", "journal"] { try Folder.create(scratch.at(folder)) }
        try scratch.write("journald.conf", "[Journal]\nRateLimitIntervalSec=0\nSystemMaxUse=64M\n")
        try scratch.write("start.sh", script)
        // As root of a user namespace, where the test is not root.
        let arguments = ["--user", "--map-root-user", "--mount", "bash", scratch.at("start.sh"), scratch.path]
        let output = SharedDescriptor(try Descriptor.open(scratch.at("output"), O_WRONLY | O_CREAT | O_APPEND))
        let program = try RunningProgram("/usr/bin/unshare", arguments, output: output)
        let journal = RealJournal(scratch, program)
        try await eventually("journald listens") { listens(journal.socket) }
        return journal
    }

    private static func listens(_ path: String) -> Bool {
        do {
            _ = try JournalSocket(path)
            return true
        } catch {
            return false
        }
    }

    private static let script = """
        set -e
        mount --make-rprivate /
        mount -t tmpfs tmpfs /etc/systemd; cp "$1/journald.conf" /etc/systemd/journald@test.conf
        mount -t tmpfs tmpfs /run; mkdir /run/systemd /run/systemd/journal.test
        mount --bind "$1/sockets" /run/systemd/journal.test
        mount -t tmpfs tmpfs /var/log; mkdir /var/log/journal; mount --bind "$1/journal" /var/log/journal
        exec /lib/systemd/systemd-journald test
        """

    /// What it keeps of ours, oldest first.
    func entries() async throws -> [JSONValue] {
        let folder = try #require(try Folder.names(in: scratch.at("journal")).first)
        let result = try await Command.run(
            "journalctl",
            ["-D", scratch.at("journal/\(folder)"), "-o", "json", "--all", "--no-pager", "SYSLOG_IDENTIFIER=nyala"]
        )
        #expect(result.isSuccess, "\(result.errorOutput)")
        return try result.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
    }

    /// Ends it; the next one has the same journal and the same path.
    func end() throws -> ScratchDirectory {
        try program.end()
        return scratch
    }
}
