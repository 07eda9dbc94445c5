import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct AtomicFileTests {
    private let scratch: ScratchDirectory
    private let path: String

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("file.txt")
    }

    @Test(arguments: [AtomicFile.Durability.process, .power])
    func `replaces the whole content`(durability: AtomicFile.Durability) throws {
        try AtomicFile.write(Array("a long text".utf8), to: path, durability: durability)
        #expect(try scratch.read("file.txt") == "a long text")
        try AtomicFile.write(Array("short".utf8), to: path, durability: durability)
        #expect(try scratch.read("file.txt") == "short")
        try AtomicFile.write([], to: path, durability: durability)
        #expect(try scratch.read("file.txt")?.isEmpty == true)
    }

    @Test(arguments: [1, 230, 231, 232, 255])
    func `a name may be as long as names can be`(length: Int) throws {
        let name = String(repeating: "n", count: length)
        for text in ["old", "new"] {
            try AtomicFile.write(Array(text.utf8), to: scratch.at(name))
            #expect(try scratch.read(name) == text)
        }
        #expect(try Folder.names(in: scratch.path) == [name])
    }

    @Test func `whoever has the old file open goes on reading the old content`() throws {
        try AtomicFile.write(Array("old".utf8), to: path)
        let reader = SharedDescriptor(try Descriptor.open(path))
        try AtomicFile.write(Array("new".utf8), to: path)
        #expect(try reader.readBlocking(atMost: 100) == Array("old".utf8))
    }

    /// Bits of the owner only: the others depend on who runs the tests.
    @Test(arguments: [UInt32(0o400), 0o600, 0o700])
    func `the new file has the mode that was asked for`(mode: UInt32) throws {
        try AtomicFile.write([], to: path, mode: 0o640)
        try AtomicFile.write([1], to: path, mode: mode)
        #expect(try FileMode.of(path) == mode)
    }

    @Test func `without a mode the owner may read and write`() throws {
        try AtomicFile.write([], to: path)
        #expect(try FileMode.of(path) & 0o700 == 0o600)
    }

    @Test func `leaves nothing else behind`() throws {
        for number in UInt8(0)..<3 { try AtomicFile.write([number], to: path) }
        #expect(try Folder.names(in: scratch.path) == ["file.txt"])
    }

    @Test func `leaves nothing behind when the target cannot be replaced`() throws {
        try Folder.create(path)
        let error = #expect(throws: SystemError.self) { try AtomicFile.write([1], to: path) }
        #expect(error?.call == "rename")
        #expect(error?.code == EISDIR)
        #expect(try Folder.names(in: scratch.path) == ["file.txt"])
    }

    @Test(arguments: [true, false])
    func `what an interrupted write has left is in nobody's way`(isFolder: Bool) throws {
        let temporary = "file.txt.\(getpid()).new"
        if isFolder { try Folder.create(scratch.at(temporary)) } else { try scratch.write(temporary, "half") }
        try AtomicFile.write(Array("whole".utf8), to: path)
        #expect(try scratch.read("file.txt") == "whole")
        #expect(try Folder.names(in: scratch.path) == ["file.txt"])
    }

    @Test func `a missing folder is an error`() throws {
        let error = #expect(throws: SystemError.self) { try AtomicFile.write([1], to: scratch.at("none/file.txt")) }
        #expect(error?.call == "open")
        #expect(error?.isMissing == true)
        #expect(try Folder.names(in: scratch.path).isEmpty)
    }

    @Test func `knows whether something is there`() throws {
        #expect(!AtomicFile.exists(path))
        try AtomicFile.write([], to: path)
        #expect(AtomicFile.exists(path))
        #expect(AtomicFile.exists(scratch.path))
    }
}
