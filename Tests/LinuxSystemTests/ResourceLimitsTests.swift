import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct ResourceLimitsTests {
    @Test(arguments: [
        (ResourceLimits(data: 1 << 30), "-d", "1048576"), (ResourceLimits(processes: 77), "-u", "77"),
        (ResourceLimits(openFiles: 30), "-n", "30"), (ResourceLimits(fileSize: 1 << 20), "-f", "1024"),
    ])
    func `each limit arrives, soft and hard, and no other`(limits: ResourceLimits, flag: String, value: String) throws {
        let others = ["-d", "-u", "-n", "-f"].filter { $0 != flag }
        let script = (["-S \(flag)", "-H \(flag)"] + others.map { "-S \($0)" }).map { "ulimit \($0)" }
            .joined(separator: "; ")
        func lines(_ limits: ResourceLimits) throws -> [Substring] {
            try FinishedProgram.run("/bin/bash", ["-c", script]) { $0.limits = limits }.output.split(separator: "\n")
        }
        let (limited, plain) = (try lines(limits), try lines(ResourceLimits()))
        #expect(limited.prefix(2) == [Substring(value), Substring(value)])
        #expect(limited.dropFirst(2) == plain.dropFirst(2))
    }

    @Test func `a process over its limit is stopped by the kernel`() throws {
        let scratch = try ScratchDirectory()
        let done = try FinishedProgram.shell("exec head -c 10000 /dev/zero > \(scratch.at("file"))") {
            $0.limits = ResourceLimits(fileSize: 4096)
        }
        #expect(done.exit == .signal(SIGXFSZ))
        #expect(try FileContents.read(scratch.at("file"))?.count == 4096)
    }

    @Test func `a limit that only others may raise is an error that says so`() {
        let error = SpawnError(program: "/p", directory: "/d", stage: 5, code: EPERM)
        #expect("\(error)" == "cannot limit the process for /p: the limit is above what the host itself may have")
    }

    @Test func `what a process used is told with its end`() async throws {
        let script = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"
        let program = try MeasuredProgram("/bin/sh", ["-c", script])
        let (exit, usage) = try await program.end()
        #expect(exit == .code(0))
        #expect(usage.processorTime > .milliseconds(5))
        // A small program's peak cannot be told from ours, which it began with.
        #expect(usage.peakMemory == nil)
    }

    @Test func `a peak above our own is the process's`() async throws {
        let size = Int(OwnMemory.peak) + (64 << 20)
        let program = try MeasuredProgram("/usr/bin/env", ["perl", "-e", "my $x = 'x' x \(size); exit 0"])
        let (exit, usage) = try await program.end()
        #expect(exit == .code(0))
        #expect((usage.peakMemory ?? 0) > size)
    }
}

/// A program that is waited for with its figures.
private final class MeasuredProgram {
    private let process: SpawnedProcess

    init(_ program: String, _ arguments: [String]) throws {
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        process = try SpawnedProcess.started(
            SpawnRequest(
                program: program,
                arguments: [program] + arguments,
                environment: ["PATH=/usr/bin:/bin"],
                directory: "/",
                standardInput: null,
                standardOutput: null,
                standardError: null
            )
        )
    }

    func end() async throws -> (exit: ProcessExit, usage: ProcessUsage) {
        var found: (exit: ProcessExit, usage: ProcessUsage)?
        try await eventually("it has ended") {
            found = try process.collectWithUsage()
            return found != nil
        }
        return try #require(found)
    }
}
