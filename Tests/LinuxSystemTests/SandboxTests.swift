import Glibc
import LinuxSystem
import TestKit
import Testing

/// What the kernel refuses to a process in a sandbox.
@Suite(.enabled(if: Sandbox.version > 0, "this kernel has no Landlock"))
struct SandboxTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        for folder in ["read", "write", "none"] { try scratch.write("\(folder)/file", "\(folder)\n") }
    }

    private func rules(_ change: (inout Sandbox.Rules) -> Void = { _ in }) -> Sandbox.Rules {
        var rules = Sandbox.Rules()
        rules.read = ["/usr", "/bin", "/lib", "/lib64", "/etc", "/proc"].filter(AtomicFile.exists)
        rules.read.append(scratch.at("read"))
        rules.write = [scratch.at("write")]
        rules.devices = ["/dev/null"]
        change(&rules)
        return rules
    }

    private func run(_ script: String, _ rules: Sandbox.Rules) throws -> FinishedProgram {
        let sandbox = try Sandbox(rules)
        return try FinishedProgram.run("/bin/bash", ["-c", "cd \(scratch.path) 2>/dev/null; \(script)"]) {
            $0.sandbox = sandbox
            $0.hasNoNewPrivileges = true
        }
    }

    @Test(arguments: [
        ("cat read/file", true), ("cat write/file", true), ("cat none/file", false), ("ls none", false),
        ("echo x > write/new", true), ("echo x > write/file", true), ("echo x > read/file", false),
        ("echo x >> read/file", false), ("rm write/file", true), ("rm read/file", false), ("mkdir write/a", true),
        ("mkdir read/a", false), ("mv write/file write/other", true), ("mv write/file none/file2", false),
        ("ln -s ../none/file write/link && cat write/link", false), ("cat write/../none/file", false),
        ("echo x > /dev/null", true), ("echo x > none/new", false), ("truncate -s 0 read/file", false),
        ("(setsid bash -c 'cat none/file')", false),
    ])
    func `files outside the rules are out of reach`(script: String, isAllowed: Bool) throws {
        let done = try run("cd '\(scratch.path)' || exit 9; \(script)", rules())
        #expect((done.exit == .code(0)) == isAllowed, "\(done.exit) \(done.errorOutput)")
        #expect(done.exit != .code(9))
    }

    @Test(.enabled(if: Sandbox.version >= 4, "this kernel does not know the network"), arguments: [true, false])
    func `without network there is no TCP`(isAllowed: Bool) throws {
        let script = "(exec 3<>/dev/tcp/127.0.0.1/1) 2>&1 | grep -o 'refused\\|denied' | head -1"
        let done = try run(script, rules { $0.allowsNetwork = isAllowed })
        #expect(done.output == (isAllowed ? "refused\n" : "denied\n"))
    }

    @Test(.enabled(if: Sandbox.version >= 6, "this kernel does not know signals"))
    func `nobody outside can be signalled, traced or looked into`() throws {
        let other = try RunningProgram("/bin/sleep", ["60"], environment: ["SECRET=1"])
        let number = other.processID
        let script = "kill -0 \(number) && echo kill; cat /proc/\(number)/environ; kill -0 $$ && echo own"
        let done = try run(script, rules())
        #expect(done.output == "own\n")
        try other.end()
    }

    @Test func `a path that does not exist is an error with its name`() {
        let error = #expect(throws: SystemError.self) { try Sandbox(rules { $0.write.append("/no/such/path") }) }
        #expect(error?.path == "/no/such/path")
    }

    @Test func `many starts one after the other each have their own`() throws {
        for _ in 0..<40 {
            #expect(try run("cat none/file", rules()).exit != .code(0))
            #expect(try FinishedProgram.shell("cat \(scratch.at("none/file"))").exit == .code(0))
        }
    }
}
