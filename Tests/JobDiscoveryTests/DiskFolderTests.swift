import Glibc
import JobDiscovery
import LinuxSystem
import TestKit
import Testing

@Suite struct DiskFolderTests {
    private let scratch: ScratchDirectory
    private let folder: DiskFolder

    init() throws {
        let scratch = try ScratchDirectory()
        self.scratch = scratch
        folder = DiskFolder(scratch.at("root"))
        try scratch.write("outside", "secret")
        try scratch.write("root/b", "text")
        try scratch.write("root/a/program", "0123456789", mode: 0o755)
        for (name, target) in [("in", "a/program"), ("out", "../outside"), ("far", "/etc/passwd"), ("gone", "x")] {
            try check("symlink", path: name) { symlink(target, scratch.at("root/\(name)")) }
        }
        try check("mkfifo") { mkfifo(scratch.at("root/pipe"), 0o644) }
    }

    @Test func `lists names in byte order with their kinds`() throws {
        #expect(
            try folder.entries(of: "") == [
                FolderEntry(name: "a", kind: .folder), FolderEntry(name: "b", kind: .file(isExecutable: false)),
                FolderEntry(name: "far", kind: .link), FolderEntry(name: "gone", kind: .link),
                FolderEntry(name: "in", kind: .link), FolderEntry(name: "out", kind: .link),
                FolderEntry(name: "pipe", kind: .other),
            ]
        )
        #expect(try folder.entries(of: "a") == [FolderEntry(name: "program", kind: .file(isExecutable: true))])
        #expect(try folder.entries(of: "missing").isEmpty)
    }

    @Test(arguments: [("b", 100, "text"), ("a/program", 4, "0123"), ("in", 100, "0123456789"), ("b", 0, "")])
    func `reads the beginning of a file`(path: String, limit: Int, text: String) throws {
        #expect(try folder.beginning(of: path, limit: limit) == Array(text.utf8))
    }

    @Test(arguments: ["missing", "b/c", "gone"])
    func `a missing file is none`(path: String) throws {
        #expect(try folder.beginning(of: path, limit: 10) == nil)
    }

    @Test(arguments: ["out", "far", "../outside", "/etc/passwd", "a"])
    func `nothing outside is read, nor a folder`(path: String) {
        #expect(throws: SystemError.self) { try folder.beginning(of: path, limit: 10) }
    }

    @Test func `a pipe without a writer does not keep anybody waiting`() throws {
        #expect(try folder.beginning(of: "pipe", limit: 10) == [])
    }

    @Test func `a folder of the tree is a tree of its own`() throws {
        let inner = SubFolder(folder, "a")
        #expect(try inner.entries(of: "").map(\.name) == ["program"])
        #expect(try inner.beginning(of: "program", limit: 2) == Array("01".utf8))
    }
}
