import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct ProcessTableTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    /// Starts a script of the shell whose output is the file `output`.
    private func start(_ script: String, environment: [String] = []) throws -> RunningProgram {
        let output = SharedDescriptor(try Descriptor.open(scratch.at("output"), O_WRONLY | O_CREAT | O_APPEND))
        return try RunningProgram(
            "/bin/sh",
            ["-c", script],
            environment: ["PATH=/usr/bin:/bin"] + environment,
            output: output
        )
    }

    /// The numbers that scripts have written, once there are so many.
    private func numbers(_ count: Int) async throws -> [Int32] {
        var numbers: [Int32] = []
        try await eventually("\(count) numbers are written") {
            let text = try scratch.read("output") ?? ""
            numbers = text.split(separator: "\n").compactMap { Int32($0) }
            return numbers.count == count && text.hasSuffix("\n")
        }
        return numbers
    }

    @Test func `knows this process`() throws {
        let entry = try #require(ProcessTable().entries[getpid()])
        #expect(entry.processID == getpid())
        #expect(entry.parent == getppid())
        #expect(entry.group == getpgrp())
        #expect(entry.session == getsid(0))
        #expect(!entry.isZombie)
    }

    /// The kernel puts the name in brackets, unescaped, before the numbers.
    @Test(arguments: ["plain", "a b", ") R 1 1", "((", "a) Z"])
    func `no name of a program confuses it`(name: String) async throws {
        try SymbolicLink.create(scratch.at(name), to: Array("/bin/sleep".utf8))
        let program = try RunningProgram(scratch.at(name), ["60"])
        try await eventually("it has its name") {
            try FileContents.text("/proc/\(program.processID)/comm") == "\(name)\n"
        }
        let entry = try #require(ProcessTable().entries[program.processID])
        #expect(entry.parent == getpid())
        #expect(entry.group == program.processID)
        #expect(entry.session == program.processID)
        #expect(!entry.isZombie)
        try program.end()
    }

    @Test func `what ended and was not collected is a zombie, and then gone`() async throws {
        let program = try RunningProgram("/bin/sleep", ["0"])
        try await eventually("it ends") { ProcessTable().entries[program.processID]?.isZombie == true }
        #expect(!program.isAlive)
        try program.waitForExit()
        #expect(ProcessTable().entries[program.processID] == nil)
    }

    @Test func `finds all below a process, in whatever session`() async throws {
        let script = "echo $$; sh -c 'echo $$; sleep 60 & echo $!; wait' & setsid sh -c 'echo $$; exec sleep 60' & wait"
        let program = try start(script)
        let written = try await numbers(4)
        let table = ProcessTable()
        let below = table.descendants(of: program.processID)
        #expect(below == Set(written).subtracting([program.processID]))
        #expect(table.descendants(of: getpid()).isSuperset(of: written))
        let sessions = Set(written.compactMap { table.entries[$0]?.session })
        #expect(sessions.count == 2)
        for process in below where table.entries[process]?.session != program.processID { kill(process, SIGKILL) }
        try program.end()
    }

    @Test func `nobody is below a process that is not there`() {
        #expect(ProcessTable().descendants(of: Int32.max).isEmpty)
    }

    @Test func `a mark is found in the environment as a whole and nowhere else`() async throws {
        let program = try start("echo $$; sleep 60; :", environment: ["MARK=a b", "MORE=MARK=c", "EMPTY="])
        _ = try await numbers(1)
        for mark in ["MARK=a b", "MORE=MARK=c", "EMPTY="] {
            #expect(ProcessTable.environment(of: program.processID, contains: mark), "\(mark)")
        }
        for other in ["MARK=a", "MARK=a bc", "ARK=a b", "MARK=c", "MARK", ""] {
            #expect(!ProcessTable.environment(of: program.processID, contains: other), "\(other)")
        }
        try program.end()
        #expect(!ProcessTable.environment(of: program.processID, contains: "MARK=a b"))
    }

    @Test func `an orphan comes to the host and is collected once it has ended`() async throws {
        try ProcessTable.becomeSubreaper()
        let parent = try start("sleep 60 & echo $!")
        let orphan = try await numbers(1)[0]
        try parent.waitForExit()
        #expect(ProcessTable().entries[orphan]?.parent == getpid())
        ProcessTable.collectOrphans()
        #expect(ProcessTable().entries[orphan]?.isZombie == false)
        kill(orphan, SIGKILL)
        try await eventually("its exit is collected") {
            ProcessTable.collectOrphans()
            return ProcessTable().entries[orphan] == nil
        }
    }

    @Test func `what was started here is left for its owner to collect`() async throws {
        let program = try start("exit 7")
        try await eventually("it has ended") { !program.isAlive }
        ProcessTable.collectOrphans()
        #expect(try program.waitForExit() == .code(7))
    }
}
