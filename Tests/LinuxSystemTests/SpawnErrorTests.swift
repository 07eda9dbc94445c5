import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct SpawnErrorTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("text.sh", "just text\n", mode: 0o644)
        try scratch.write("data", "neither a program nor a script\n", mode: 0o755)
        try scratch.write("lost.sh", "#!/no/such/interpreter\n", mode: 0o755)
    }

    // MARK: starts that fail

    @Test(arguments: [
        ("none.sh", ENOENT, "the file, or the interpreter in its #! line, does not exist"),
        ("lost.sh", ENOENT, "the file, or the interpreter in its #! line, does not exist"),
        ("text.sh", EACCES, "permission denied; set its execute bit (chmod +x)"),
        ("data", ENOEXEC, "it is neither a program nor a script with a #! line"),
    ])
    func `a program that cannot be executed is an error and no exit code`(
        name: String,
        code: Int32,
        reason: String
    ) throws {
        let error = #expect(throws: SpawnError.self) { try FinishedProgram.run(scratch.at(name), []) }
        #expect(error?.code == code)
        #expect(error?.description == "cannot execute \(scratch.at(name)): \(reason)")
    }

    @Test(arguments: [("none", "No such file or directory"), ("data", "Not a directory")])
    func `a folder that cannot be entered is an error`(name: String, reason: String) throws {
        let error = #expect(throws: SpawnError.self) {
            try FinishedProgram.shell("exit 0") { $0.directory = scratch.at(name) }
        }
        #expect(error?.description == "cannot enter the working directory \(scratch.at(name)): \(reason)")
    }

    @Test func `too high a limit of open files is an error`() throws {
        let error = #expect(throws: SpawnError.self) {
            try FinishedProgram.shell("exit 0") { $0.openFiles = UInt64(Int64.max) }
        }
        #expect(error?.description.hasPrefix("cannot limit the process for /bin/sh: ") == true)
    }

    @Test func `the next start is none the worse for a failed one`() throws {
        #expect(throws: SpawnError.self) { try FinishedProgram.run(scratch.at("none.sh"), []) }
        #expect(try FinishedProgram.shell("exit 4").exit == .code(4))
    }

    // MARK: words

    @Test(arguments: [
        (Int32(1), EAGAIN, "cannot start a process for /p: Resource temporarily unavailable"),
        (2, EPERM, "cannot prepare the process for /p (step 2): Operation not permitted"),
        (4, ENOENT, "cannot enter the working directory /d: No such file or directory"),
        (
            4, EACCES,
            "cannot enter the working directory /d: Permission denied (its user must be let through all folders above it)"
        ),
        (5, EPERM, "cannot limit the process for /p: the limit is above what the host itself may have"),
        (8, EPERM, "cannot give /p a private /tmp or a network of its own: Operation not permitted"),
        (9, EINVAL, "cannot become the user that /p is to run as: Invalid argument"),
        (10, EINVAL, "cannot give up new privileges for /p: Invalid argument"),
        (11, E2BIG, "cannot enter the sandbox of /p: Argument list too long"),
        (7, EAGAIN, "cannot execute /p: its user has as many processes as limits.processes allows"),
        (12, ETIMEDOUT, "cannot let /p go at its moment: the host was too busy to say that it may"),
        (7, E2BIG, "cannot execute /p: Argument list too long"),
    ])
    func `says which step failed, on what, and why`(stage: Int32, code: Int32, sentence: String) {
        #expect("\(SpawnError(program: "/p", directory: "/d", stage: stage, code: code))" == sentence)
    }
}
