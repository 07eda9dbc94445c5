import Glibc
import TestKit
import Testing

@testable import LinuxSystem

/// With real programs: whatever a job can see of its start.
@Suite struct SpawnedProcessTests {
    // MARK: what the program is given

    @Test func `arguments arrive as they were given, without a shell in between`() throws {
        let given = ["a b", "", "*", "$HOME", "\"q'", "back\\slash", "é", "two\nlines", "-c"]
        let program = try FinishedProgram.run("/bin/sh", ["-c", "printf '<%s>' \"$@\"", "name"] + given)
        #expect(program.output == given.map { "<\($0)>" }.joined())
    }

    @Test func `the first argument names the program`() throws {
        let program = try FinishedProgram.run("/bin/cat", []) { request in
            request.arguments = ["another-name", "/proc/self/cmdline"]
        }
        #expect(program.output == "another-name\0/proc/self/cmdline\0")
    }

    @Test(arguments: [[], ["A=1"], ["A=1", "EMPTY=", "B=two words", "C=x=y", "LINES=1\n2", "É=é"]])
    func `the environment is exactly what was given`(environment: [String]) throws {
        let program = try FinishedProgram.run("/usr/bin/env", ["-0"]) { $0.environment = environment }
        #expect(program.output == environment.map { "\($0)\0" }.joined())
    }

    @Test func `hundreds of long variables arrive`() throws {
        let environment = (0..<500).map { "NAME_\($0)=\(String(repeating: "x", count: $0))" }
        let program = try FinishedProgram.run("/usr/bin/env", []) { $0.environment = environment }
        #expect(program.output == environment.map { "\($0)\n" }.joined())
    }

    @Test func `it works in the folder that was named`() throws {
        let scratch = try ScratchDirectory()
        try Folder.create(scratch.at("a folder"))
        let program = try FinishedProgram.shell("pwd -P") { $0.directory = scratch.at("a folder") }
        #expect(program.output == "\(scratch.at("a folder"))\n")
    }

    @Test func `each standard stream goes where it was sent`() throws {
        let program = try FinishedProgram.run("/bin/sh", ["-c", "cat; echo error >&2; exit 3"], input: "input\n")
        #expect(program.output == "input\n")
        #expect(program.errorOutput == "error\n")
        #expect(program.exit == .code(3))
    }

    // MARK: what it does not inherit

    @Test func `no descriptor but the three streams is open`() throws {
        // Not close-on-exec, as a careless library would open it.
        let careless = open("/dev/null", O_RDONLY)
        defer { close(careless) }
        try #require(careless > 2)
        let program = try FinishedProgram.shell("ls /proc/$$/fd; :")
        #expect(program.output == "0\n1\n2\n")
    }

    @Test func `signals that the parent ignores or blocks are neither ignored nor blocked`() throws {
        let before = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, before) }
        var blocked = sigset_t()
        var mask = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGUSR1)
        pthread_sigmask(SIG_BLOCK, &blocked, &mask)
        defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
        let program = try FinishedProgram.run("/bin/cat", ["/proc/self/status"])
        let lines = program.output.split(separator: "\n")
        #expect(lines.contains("SigBlk:\t0000000000000000"))
        #expect(lines.contains("SigIgn:\t0000000000000000"))
    }

    @Test func `it leads a session and a process group of its own`() throws {
        let program = try FinishedProgram.run("/bin/cat", ["/proc/self/stat"])
        let end = try #require(program.output.lastIndex(of: ")"))
        let fields = program.output[end...].split(separator: " ").dropFirst().map(String.init)
        try #require(fields.count > 4)
        #expect(fields[1] == "\(getpid())")
        #expect(fields[2] == "\(program.processID)")
        #expect(fields[3] == "\(program.processID)")
    }

    @Test func `its files are readable for others, whatever the parent's mask`() throws {
        #expect(try FinishedProgram.shell("umask").output == "0022\n")
    }

    @Test func `its limit of open files is the one asked for, else the parent's`() throws {
        #expect(try FinishedProgram.shell("ulimit -n") { $0.openFiles = 64 }.output == "64\n")
        let kept = try FinishedProgram.run("/bin/cat", ["/proc/self/limits"]).output
        let line = try #require(kept.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        #expect(!line.contains(" 64 "))
    }

    // MARK: its end

    static let exits: [(String, ProcessExit)] = [
        ("exit 0", .code(0)), ("exit 7", .code(7)), ("exit 255", .code(255)), ("kill -KILL $$", .signal(SIGKILL)),
        ("kill -TERM $$", .signal(SIGTERM)), ("kill -USR1 $$", .signal(SIGUSR1)),
    ]

    @Test(arguments: exits)
    func `tells an exit code from a signal`(script: String, exit: ProcessExit) throws {
        #expect(try FinishedProgram.shell(script).exit == exit)
    }

    /// A program that goes on for a minute and says nothing.
    private func sleeping() throws -> SpawnRequest {
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        return SpawnRequest(
            program: "/bin/sleep",
            arguments: ["sleep", "60"],
            environment: [],
            directory: "/",
            standardInput: null,
            standardOutput: null,
            standardError: null
        )
    }

    @Test func `it has no exit while it runs, takes signals, and none once it is collected`() throws {
        let process = try SpawnedProcess.started(try sleeping())
        let early = try process.collect()
        let isSent = process.send(SIGTERM)
        let exit = try process.waitForExit()
        let isSentAgain = process.send(SIGTERM)
        #expect(early == nil)
        #expect(isSent)
        #expect(exit == .signal(SIGTERM))
        #expect(!isSentAgain)
    }

    @Test func `it dies with the thread that started it`() async throws {
        let request = try sleeping()
        let started = Recorder<Int32>()
        let thread = ThreadStart(name: "test-short") {
            do {
                let process = try SpawnedProcess.started(request)
                started.add(process.processID)
            } catch {
                Issue.record("\(error)")
            }
        }
        try thread.launch()
        try await eventually("it starts") { !started.values.isEmpty }
        let processID = started.values[0]
        try await eventually("it ends") { ProcessTable().entries[processID]?.isZombie != false }
    }
}
