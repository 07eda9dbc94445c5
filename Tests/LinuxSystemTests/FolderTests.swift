import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct FolderTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    // MARK: making

    @Test func `makes a folder with those above it, and again without complaint`() throws {
        let path = scratch.at("a/b/c")
        #expect(!Folder.exists(path))
        try Folder.create(path)
        #expect(Folder.exists(path))
        try scratch.write("a/b/c/file", "kept")
        try Folder.create(path)
        #expect(try scratch.read("a/b/c/file") == "kept")
    }

    @Test func `every folder it makes has the mode that was asked for`() throws {
        try Folder.create(scratch.at("a/b"), mode: 0o700)
        #expect(try FileMode.of(scratch.at("a")) == 0o700)
        #expect(try FileMode.of(scratch.at("a/b")) == 0o700)
    }

    @Test func `nothing can be made below a file`() throws {
        try scratch.write("file", "")
        let error = #expect(throws: SystemError.self) { try Folder.create(scratch.at("file/a/b")) }
        #expect(error?.call == "mkdir")
        #expect(error?.code == ENOTDIR)
    }

    @Test func `only folders and links to them are folders`() throws {
        try scratch.write("file", "")
        try SymbolicLink.create(scratch.at("link"), to: Array(scratch.path.utf8))
        try SymbolicLink.create(scratch.at("dangling"), to: Array("none".utf8))
        #expect(Folder.exists(scratch.at("link")))
        for name in ["file", "dangling", "none"] { #expect(!Folder.exists(scratch.at(name)), "\(name)") }
    }

    // MARK: listing

    @Test func `names come in byte order, hidden ones too`() throws {
        for name in ["b", "é", "a", "10", "B", ".x", "9", "a b"] { try scratch.write(name, "") }
        #expect(try Folder.names(in: scratch.path) == [".x", "10", "9", "B", "a", "a b", "b", "é"])
    }

    @Test func `a folder that is missing has no names`() throws {
        #expect(try Folder.names(in: scratch.path).isEmpty)
        #expect(try Folder.names(in: scratch.at("none")).isEmpty)
    }

    // MARK: swapping and moving

    @Test func `two folders change places`() throws {
        try scratch.write("first/name", "1")
        try scratch.write("second/name", "2")
        try Folder.exchange(scratch.at("first"), scratch.at("second"))
        #expect(try scratch.read("first/name") == "2")
        #expect(try scratch.read("second/name") == "1")
    }

    @Test func `with a folder that is missing nothing is swapped`() throws {
        try scratch.write("first/name", "1")
        for (from, to) in [("first", "none"), ("none", "first")] {
            let error = #expect(throws: SystemError.self) { try Folder.exchange(scratch.at(from), scratch.at(to)) }
            #expect(error?.isMissing == true)
        }
        #expect(try Folder.names(in: scratch.path) == ["first"])
        #expect(try scratch.read("first/name") == "1")
    }

    @Test func `moves to a free name`() throws {
        try scratch.write("old/name", "1")
        try Folder.move(scratch.at("old"), toNew: scratch.at("new"))
        #expect(try Folder.names(in: scratch.path) == ["new"])
        #expect(try scratch.read("new/name") == "1")
    }

    @Test(arguments: ["empty", "full", "file", "link"])
    func `never moves onto something that is there`(target: String) throws {
        try Folder.create(scratch.at("empty"))
        try scratch.write("full/kept", "2")
        try scratch.write("file", "3")
        try SymbolicLink.create(scratch.at("link"), to: Array("nowhere".utf8))
        try scratch.write("old/name", "1")
        let before = try Folder.names(in: scratch.path)
        let error = #expect(throws: SystemError.self) { try Folder.move(scratch.at("old"), toNew: scratch.at(target)) }
        #expect(error?.code == EEXIST)
        #expect(error?.path == scratch.at(target))
        #expect(try Folder.names(in: scratch.path) == before)
        #expect(try scratch.read("old/name") == "1")
        #expect(try scratch.read("full/kept") == "2")
    }

    // MARK: removing

    @Test func `removes a tree, files that may not be written included`() throws {
        try scratch.write("tree/a/b/c", "x", mode: 0o400)
        try scratch.write("tree/a/d", "x", mode: 0)
        try Folder.create(scratch.at("tree/e/f"))
        try Folder.removeTree(scratch.at("tree"))
        #expect(try Folder.names(in: scratch.path).isEmpty)
    }

    @Test func `removes a single file`() throws {
        try scratch.write("file", "x")
        try Folder.removeTree(scratch.at("file"))
        #expect(try Folder.names(in: scratch.path).isEmpty)
    }

    @Test(arguments: ["none", "none/deeper", "file/deeper"])
    func `what is already gone is fine`(name: String) throws {
        try scratch.write("file", "kept")
        try Folder.removeTree(scratch.at(name))
        #expect(try scratch.read("file") == "kept")
    }

    @Test func `removes links and never what they lead to`() throws {
        try scratch.write("outside/kept", "1")
        try Folder.create(scratch.at("tree/inner"))
        for (name, target) in [
            ("tree/folder", scratch.at("outside")), ("tree/file", scratch.at("outside/kept")),
            ("tree/inner/up", "../.."), ("tree/dangling", "nowhere"), ("tree/self", "."),
        ] {
            try SymbolicLink.create(scratch.at(name), to: Array(target.utf8))
        }
        try Folder.removeTree(scratch.at("tree"))
        #expect(try Folder.names(in: scratch.path) == ["outside"])
        #expect(try scratch.read("outside/kept") == "1")
    }

    @Test func `a link that is the tree itself is removed alone`() throws {
        try scratch.write("outside/kept", "1")
        try SymbolicLink.create(scratch.at("tree"), to: Array(scratch.at("outside").utf8))
        try Folder.removeTree(scratch.at("tree"))
        #expect(try Folder.names(in: scratch.path) == ["outside"])
        #expect(try scratch.read("outside/kept") == "1")
    }
}
