import Glibc
import LinuxSystem
import TestKit
import Testing

/// Processes that are started as somebody else, or shut in.
@Suite struct SeparatedProcessTests {
    /// Nobody in particular, on every machine.
    private static let stranger = UserAccount(user: 54_321, group: 54_322, groups: [54_322, 54_323])
    static let isRoot = geteuid() == 0

    // MARK: users

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `a process is its user, in its groups, for good`() throws {
        let script = "id -u; id -g; id -G; grep -E '^(Cap(Eff|Prm)|Uid):' /proc/self/status"
        let done = try FinishedProgram.shell(script) { $0.user = Self.stranger }
        let lines = done.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 6, "\(lines)")
        #expect(lines[0...2] == ["54321", "54322", "54322 54323"])
        #expect(lines[3] == "Uid:\t54321\t54321\t54321\t54321")
        for line in lines[4...] { #expect(line.hasSuffix("\t0000000000000000")) }
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `it dies with whoever started it, also as another user`() throws {
        // prctl(PR_GET_PDEATHSIG)
        let script = "my $x = pack 'l', 0; syscall(157, 2, $x); print unpack 'l', $x"
        let done = try FinishedProgram.run("/usr/bin/env", ["perl", "-e", script]) { $0.user = Self.stranger }
        #expect(done.output == "\(SIGKILL)")
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `a folder that its user may not enter is an error`() throws {
        let scratch = try ScratchDirectory()
        try Folder.create(scratch.at("closed"), mode: 0o700)
        let error = #expect(throws: SpawnError.self) {
            try FinishedProgram.shell("exit 0") {
                $0.user = Self.stranger
                $0.directory = scratch.at("closed")
            }
        }
        #expect(error?.description.contains("its user must be let through all folders above it") == true)
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `who is not root can become nobody else`() throws {
        let nested = "exec /usr/bin/env perl -e '$! = 0; exit(syscall(117, 0, 0, 0) == -1 ? 7 : 0)'"
        #expect(try FinishedProgram.shell(nested) { $0.user = Self.stranger }.exit == .code(7))
        let error = SpawnError(program: "/p", directory: "/", stage: 9, code: EPERM)
        #expect("\(error)" == "cannot become the user that /p is to run as: only a host that runs as root can")
    }

    @Test(arguments: [
        ("0", UInt32(0), "root"), ("root", 0, "root"), ("54321", 54_321, nil), ("54321:7", 54_321, nil),
    ])
    func `a user is found by name or number`(text: String, user: UInt32, name: String?) throws {
        let account = try #require(UserAccount(text))
        #expect(account.user == user)
        #expect(account.name == name)
        #expect(account.group == (text.hasSuffix(":7") ? 7 : user))
        #expect(account.groups.contains(account.group))
    }

    @Test(arguments: ["", "no-such-user-here", "root:no-such-group", ":0", "4294967295", "-1", "99999999999", "root:"])
    func `what is no user is none`(text: String) {
        #expect(UserAccount(text) == nil)
    }

    // MARK: privileges and mounts

    @Test(arguments: [true, false])
    func `new privileges are given up for good, where asked`(isAsked: Bool) throws {
        let done = try FinishedProgram.shell("grep NoNewPrivs /proc/self/status") { $0.hasNoNewPrivileges = isAsked }
        #expect(done.output == "NoNewPrivs:\t\(isAsked ? 1 : 0)\n")
    }

    @Test(.enabled(if: OwnMounts.arePermitted, "this machine permits no mounts"))
    func `a private folder is its /tmp and /var/tmp, and the machine's stays as it is`() throws {
        let scratch = try ScratchDirectory()
        try Folder.create(scratch.at("private"))
        let script = "echo mine > /tmp/nyala-test-file; cat /var/tmp/nyala-test-file; ls -A /tmp"
        let done = try FinishedProgram.shell(script) { $0.privateFolder = scratch.at("private") }
        #expect(done.output == "mine\nnyala-test-file\n")
        #expect(try scratch.read("private/nyala-test-file") == "mine\n")
        #expect(!AtomicFile.exists("/tmp/nyala-test-file"))
    }

    @Test(.enabled(if: OwnMounts.arePermitted, "this machine permits no mounts"))
    func `a folder that is not there cannot be mounted`() throws {
        let error = #expect(throws: SpawnError.self) {
            try FinishedProgram.shell("exit 0") { $0.privateFolder = "/no/such/folder" }
        }
        #expect(error?.description.hasPrefix("cannot give /bin/sh a private /tmp") == true)
    }

    @Test(.enabled(if: OwnMounts.arePermitted, "this machine permits no networks of its own"))
    func `who is cut off has a network without a way out`() throws {
        let script = "(exec 3<>/dev/tcp/127.0.0.1/1) 2>&1 | grep -o 'refused\\|unreachable' | head -1"
        func said(_ isCutOff: Bool) throws -> String {
            try FinishedProgram.run("/bin/bash", ["-c", script]) { $0.isCutOff = isCutOff }.output
        }
        #expect(try said(false) == "refused\n")
        #expect(try said(true) == "unreachable\n")
    }
}
