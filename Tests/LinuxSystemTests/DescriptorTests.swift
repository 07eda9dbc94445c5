import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct DescriptorTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("root/inside.txt", "inside")
        try scratch.write("root/sub/deep.txt", "deep")
        try scratch.write("outside.txt", "outside")
        try SymbolicLink.create(scratch.at("root/up"), to: Array("..".utf8))
        try SymbolicLink.create(scratch.at("root/far"), to: Array(scratch.at("outside.txt").utf8))
        try SymbolicLink.create(scratch.at("root/home"), to: Array(scratch.at("root/inside.txt").utf8))
        try SymbolicLink.create(scratch.at("root/near"), to: Array("sub/deep.txt".utf8))
    }

    private func text(beneath path: String) throws -> String {
        let folder = try Descriptor.open(scratch.at("root"), O_RDONLY | O_DIRECTORY)
        let file = SharedDescriptor(try Descriptor.open(path, beneath: folder))
        return String(decoding: try file.readBlocking(atMost: 100) ?? [], as: UTF8.self)
    }

    @Test(arguments: [
        ("inside.txt", "inside"), ("sub/deep.txt", "deep"), ("sub/../inside.txt", "inside"), ("./inside.txt", "inside"),
        ("near", "deep"),
    ])
    func `opens what lies below the folder`(path: String, text: String) throws {
        #expect(try self.text(beneath: path) == text)
    }

    @Test(arguments: [
        "../outside.txt", "sub/../../outside.txt", "up/outside.txt", "far", "/etc/passwd", "..", "up", "home",
    ])
    func `never leaves the folder, neither by dots nor by links`(path: String) throws {
        let error = #expect(throws: SystemError.self) { try text(beneath: path) }
        #expect(error?.code == EXDEV)
        #expect(error?.path == path)
    }

    @Test func `makes files below the folder only`() throws {
        let folder = try Descriptor.open(scratch.at("root"), O_RDONLY | O_DIRECTORY)
        let file = try Descriptor.open("sub/new.txt", beneath: folder, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try file.write(Array("new".utf8))
        #expect(try scratch.read("root/sub/new.txt") == "new")
        #expect(try FileMode.of(scratch.at("root/sub/new.txt")) == 0o600)
        var code: Int32 = 0
        do throws(SystemError) {
            _ = try Descriptor.open("../new.txt", beneath: folder, O_WRONLY | O_CREAT)
        } catch {
            code = error.code
        }
        #expect(code == EXDEV)
        #expect(!AtomicFile.exists(scratch.at("new.txt")))
    }

    @Test func `what is missing below the folder is missing`() throws {
        let error = #expect(throws: SystemError.self) { try text(beneath: "sub/none.txt") }
        #expect(error?.isMissing == true)
    }

    @Test func `no program inherits it`() throws {
        let file = try Descriptor.open(scratch.at("outside.txt"))
        let folder = try Descriptor.open(scratch.at("root"), O_RDONLY | O_DIRECTORY)
        let below = try Descriptor.open("inside.txt", beneath: folder)
        for flags in [fcntl(file.number, F_GETFD), fcntl(folder.number, F_GETFD), fcntl(below.number, F_GETFD)] {
            #expect(flags & FD_CLOEXEC == FD_CLOEXEC)
        }
    }

    @Test func `knows the size of its file`() throws {
        let file = try Descriptor.open(scratch.at("outside.txt"), O_WRONLY | O_APPEND)
        let before = try file.size()
        try file.write(Array("!!".utf8))
        let after = try file.size()
        #expect(before == 7)
        #expect(after == 9)
    }

    @Test func `given away, it stays open`() throws {
        let file = try Descriptor.open(scratch.at("outside.txt"))
        let number = file.release()
        let flags = fcntl(number, F_GETFD)
        close(number)
        #expect(flags >= 0)
    }

    @Test func `a failed write is an error`() throws {
        let full = try Descriptor.open("/dev/full", O_WRONLY)
        var code: Int32 = 0
        do throws(SystemError) {
            try full.write([1])
        } catch {
            code = error.code
        }
        #expect(code == ENOSPC)
    }
}
