import Glibc
import LinuxSystem
import TestKit

/// A program that ran to its end, and what it said.
struct FinishedProgram {
    let processID: Int32
    let exit: ProcessExit
    let output: String
    let errorOutput: String

    /// Starts the program and waits for its end, on this thread.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: String = "",
        _ change: (inout SpawnRequest) -> Void = { _ in }
    ) throws -> FinishedProgram {
        let scratch = try ScratchDirectory()
        let inputPath = try scratch.write("input", input)
        var request = SpawnRequest(
            program: program,
            arguments: [program] + arguments,
            environment: ["PATH=/usr/bin:/bin"],
            directory: "/",
            standardInput: SharedDescriptor(try Descriptor.open(inputPath)),
            standardOutput: SharedDescriptor(try Descriptor.open(scratch.at("output"), O_WRONLY | O_CREAT)),
            standardError: SharedDescriptor(try Descriptor.open(scratch.at("errors"), O_WRONLY | O_CREAT))
        )
        change(&request)
        let process = try SpawnedProcess.started(request)
        let exit = try process.waitForExit()
        return FinishedProgram(
            processID: process.processID,
            exit: exit,
            output: try scratch.read("output") ?? "",
            errorOutput: try scratch.read("errors") ?? ""
        )
    }

    /// The same for a script of the shell.
    static func shell(_ script: String, _ change: (inout SpawnRequest) -> Void = { _ in }) throws -> FinishedProgram {
        try run("/bin/sh", ["-c", script], change)
    }
}
