import GitHosting
import Glibc
import LinuxSystem
import TestKit
import Testing

/// The real git, as a judge of what was written.
struct Git {
    private let repository: String
    private let environment: [String]

    init(_ repository: String, environment: [String] = []) {
        self.repository = repository
        self.environment = ["PATH=/usr/bin:/bin", "HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1"] + environment
    }

    /// Runs to the end; fails the test when git does.
    func run(_ arguments: String...) throws {
        _ = try output(arguments)
    }

    func output(_ arguments: String...) throws -> [UInt8] {
        try output(arguments)
    }

    private func output(_ arguments: [String]) throws -> [UInt8] {
        let scratch = try ScratchDirectory()
        let file = try Descriptor.open(scratch.at("output"), O_WRONLY | O_CREAT | O_EXCL)
        let program = try RunningProgram(
            "/usr/bin/git",
            ["-c", "safe.directory=*", "-C", repository] + arguments,
            environment: environment,
            output: SharedDescriptor(file)
        )
        let exit = try program.waitForExit()
        #expect(exit == .code(0), "git \(arguments.joined(separator: " "))")
        return try FileContents.read(scratch.at("output")) ?? []
    }
}

extension ScratchDirectory {
    /// A new repository in it.
    func repository() throws -> Repository {
        try Repository.create(at: at("repository"))
        return try Repository(opening: at("repository"))
    }

    /// The files of that repository's packs.
    func packs() throws -> [String] {
        try Folder.names(in: at("repository/objects/pack"))
    }
}
