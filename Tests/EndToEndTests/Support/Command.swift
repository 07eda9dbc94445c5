import Glibc
import LinuxSystem
import TestKit
import Testing

/// Runs programs as a user at a terminal does.
struct Command {
    struct Result {
        let code: Int32
        let output: String
        let errorOutput: String

        var isSuccess: Bool { code == 0 }
        /// Both streams, for messages and for claims that do not care.
        var all: String { output + errorOutput }
    }

    /// Its threads never end, as the kernel's death signal for children asks.
    private static let executor: BlockingExecutor? = try? BlockingExecutor(name: "test-commands", threads: 8)

    /// Runs a program to its end; names without a slash are looked for in the usual folders.
    @discardableResult
    static func run(
        _ program: String,
        _ arguments: [String] = [],
        in folder: String = "/tmp",
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Result {
        let executor = try #require(executor)
        return try await executor.perform {
            let scratch = try ScratchDirectory()
            let inputPath = try scratch.write("input", input)
            let output = SharedDescriptor(try Descriptor.open(scratch.at("out"), O_RDWR | O_CREAT))
            let errors = SharedDescriptor(try Descriptor.open(scratch.at("err"), O_RDWR | O_CREAT))
            let process = try start(program, arguments, folder, environment, inputPath, output, errors)
            let exit = try process.waitForExit()
            return Result(
                code: exitCode(exit),
                output: try FileContents.text(scratch.at("out")) ?? "",
                errorOutput: try FileContents.text(scratch.at("err")) ?? ""
            )
        }
    }

    /// Starts a program that goes on; it ends with the test process.
    static func launch(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        output: String
    ) async throws -> RunningCommand {
        let executor = try #require(executor)
        return try await executor.perform {
            let file = SharedDescriptor(try Descriptor.open(output, O_RDWR | O_CREAT | O_APPEND))
            return RunningCommand(try start(program, arguments, "/tmp", environment, "/dev/null", file, file))
        }
    }

    static func wait(for command: RunningCommand) async throws -> Int32 {
        let executor = try #require(executor)
        return try await executor.perform { exitCode(try command.waitForExit()) }
    }

    private static func start(
        _ program: String,
        _ arguments: [String],
        _ folder: String,
        _ environment: [String: String],
        _ inputPath: String,
        _ output: SharedDescriptor,
        _ errors: SharedDescriptor
    ) throws -> SpawnedProcess {
        let path = program.contains("/") ? program : find(program)
        var variables = ["PATH": searchPath, "HOME": "/tmp", "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"]
        variables.merge(environment) { $1 }
        return try SpawnedProcess.started(
            SpawnRequest(
                program: path,
                arguments: [path] + arguments,
                environment: variables.map { "\($0.key)=\($0.value)" },
                directory: folder,
                standardInput: SharedDescriptor(try Descriptor.open(inputPath)),
                standardOutput: output,
                standardError: errors
            )
        )
    }

    private static let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"

    private static func find(_ name: String) -> String {
        let folders = searchPath.split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 } ?? "/usr/bin/\(name)"
    }

    private static func exitCode(_ exit: ProcessExit) -> Int32 {
        switch exit {
        case .code(let code): code
        case .signal(let number): 128 + number
        }
    }
}

/// A program that was started and goes on.
final class RunningCommand: Sendable {
    private let process: SpawnedProcess

    init(_ process: consuming SpawnedProcess) {
        self.process = process
    }

    var processID: Int32 { process.processID }

    func send(_ signal: Int32) {
        _ = process.send(signal)
    }

    func waitForExit() throws -> ProcessExit {
        try process.waitForExit()
    }
}
