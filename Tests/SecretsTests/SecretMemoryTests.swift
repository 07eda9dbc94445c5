import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import Secrets

@Suite struct SecretMemoryTests {
    private let scratch: ScratchDirectory
    private let memory: SecretMemory

    init() throws {
        scratch = try ScratchDirectory()
        // The folder is named after the home, so each test has its own.
        memory = SecretMemory(home: scratch.path, environment: [:])
    }

    private func mode(_ path: String) throws -> UInt32 {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        return information.st_mode & 0o7777
    }

    @Test func `files are in memory, for their owner to read, and gone afterwards`() throws {
        let files = try memory.make("triggered.report.1", [("a", Array("value".utf8)), ("b.pem", [0, 1])])
        #expect(MemoryFolder.contains(files.path))
        #expect(try FileContents.text("\(files.path)/a") == "value")
        #expect(try FileContents.read("\(files.path)/b.pem") == [0, 1])
        #expect(try mode("\(files.path)/a") == 0o400)
        #expect(try mode(files.path) == 0o500)
        files.remove()
        #expect(!Folder.exists(files.path))
        files.remove()
        memory.clear()
    }

    @Test func `files go with the last who holds them, and all of a home at once`() throws {
        var files: SecretFiles? = try memory.make("one", [("a", [1])])
        let path = try #require(files?.path)
        files = nil
        #expect(!Folder.exists(path))
        let left = try memory.make("two", [("a", [1])])
        memory.clear()
        #expect(!Folder.exists(left.path))
        // Once more is fine.
        memory.clear()
    }

    @Test func `two starts cannot have the same folder`() throws {
        let first = try memory.make("one", [("a", [1])])
        #expect(throws: SecretsError.self) { try memory.make("one", [("a", [2])]) }
        #expect(try FileContents.read("\(first.path)/a") == [1])
        memory.clear()
    }

    @Test func `a folder on a disk is refused`() {
        // Part of the kernel, and no memory to write to.
        let disk = SecretMemory(home: scratch.path, environment: ["NYALA_SECRETS_FOLDER": "/proc"])
        #expect(disk.problem == .noMemory(looked: ["/proc"]))
        #expect(throws: SecretsError.noMemory(looked: ["/proc"])) { try disk.make("one", [("a", [1])]) }
        #expect(memory.problem == nil)
    }

    @Test func `a folder that somebody else could change is refused, and left alone`() throws {
        let made = try memory.make("one", [("a", [1])])
        let root = String(made.path.dropLast("/one".count))
        made.remove()
        try Folder.removeTree(root)
        try check("mkdir") { mkdir(root, 0o700) }
        try check("chmod") { chmod(root, 0o777) }
        #expect(throws: SecretsError.self) { try memory.make("one", [("a", [1])]) }
        memory.clear()
        #expect(Folder.exists(root))
        try Folder.removeTree(root)
    }
}
