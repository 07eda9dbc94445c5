import Glibc
import LinuxSystem
import TestKit
import Testing

/// What a job may put where the host looks for a file of its own.
@Suite struct PlainFileTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("plain", "text\n")
        try scratch.write("victim", "secret\n")
        try SymbolicLink.create(scratch.at("link"), to: Array("victim".utf8))
        try SymbolicLink.create(scratch.at("dangling"), to: Array("none".utf8))
        mkfifo(scratch.at("pipe"), 0o644)
        try Folder.create(scratch.at("folder"))
        link(scratch.at("victim"), scratch.at("second"))
    }

    private static let foul = ["link", "dangling", "pipe", "folder", "none"] + (geteuid() == 0 ? ["second"] : [])

    @Test func `a plain file is read`() throws {
        #expect(try PlainFile.text(scratch.at("plain")) == "text\n")
        #expect(try PlainFile.read(scratch.at("none")) == nil)
    }

    @Test(arguments: foul)
    func `nothing else is, and nobody waits`(name: String) throws {
        #expect(throws: SystemError.self) { _ = try PlainFile.open(scratch.at(name)).size() }
        #expect(try PlainFile.read(scratch.at(name)) == nil)
        let folder = try OpenFolder(scratch.path)
        #expect(throws: SystemError.self) { _ = try PlainFile.open(name, in: folder).size() }
    }

    @Test func `a device is none`() {
        #expect(throws: SystemError.self) { _ = try PlainFile.open("/dev/null").size() }
    }

    @Test(arguments: foul)
    func `for a file of the host's own it gives way, and what it led to stays`(name: String) throws {
        let file = try PlainFile.openOwn(scratch.at(name), O_WRONLY | O_CREAT)
        try file.write(Array("own\n".utf8))
        #expect(try scratch.read(name) == "own\n")
        #expect(try scratch.read("victim") == "secret\n")
        #expect(try name == "none" || scratch.read("none") == nil)
    }

    @Test(arguments: ["link", "dangling", "pipe", "plain"])
    func `a folder of the host's own takes the place of what lies there`(name: String) throws {
        try OwnFolder.create(scratch.at(name))
        #expect(OwnFolder.exists(scratch.at(name)))
        #expect(try scratch.read("victim") == "secret\n")
    }

    @Test func `a link to a folder is no folder of the host's own`() throws {
        try SymbolicLink.create(scratch.at("detour"), to: Array("folder".utf8))
        #expect(!OwnFolder.exists(scratch.at("detour")))
        #expect(throws: SystemError.self) { _ = try OpenFolder(noLink: scratch.at("detour")) }
        try OwnFolder.create(scratch.at("detour"))
        #expect(OwnFolder.exists(scratch.at("detour")) && OwnFolder.exists(scratch.at("folder")))
    }

    @Test func `folders below folders, deeper than files may be open, are removed`() throws {
        let script = """
            import os, sys
            os.chdir(sys.argv[1])
            for level in range(5000):
                os.mkdir("d"); os.chdir("d")
                if level % 100 == 0: open("file", "w").close()
            """
        let program = try RunningProgram("/usr/bin/python3", ["-c", script, scratch.at("folder")])
        #expect(try program.waitForExit() == .code(0))
        try scratch.write("folder/nyala-deep-0", "somebody has taken the name")
        try Folder.removeTree(scratch.at("folder"))
        #expect(!Folder.exists(scratch.at("folder")))
    }

    @Test(.enabled(if: geteuid() == 0, "only root gives files away"))
    func `given away is what is the host's, with one name, and not too deep`() throws {
        let user = try #require(UserAccount("54321"))
        var path = "folder"
        for _ in 0..<FileOwner.maximumDepth + 6 {
            path += "/d"
            mkdir(scratch.at(path), 0o755)
        }
        try scratch.write("folder/own", "")
        try SymbolicLink.create(scratch.at("folder/link"), to: Array("../victim".utf8))
        link(scratch.at("victim"), scratch.at("folder/second"))
        try FileOwner.giveTree(scratch.at("folder"), to: user)
        var information = stat()
        for (name, owner) in [
            ("folder", 54321), ("folder/own", 54321), ("folder/link", 54321), ("folder/second", 0), ("victim", 0),
            (path, 0),
        ] as [(String, UInt32)] {
            #expect(lstat(scratch.at(name), &information) == 0)
            #expect(information.st_uid == owner, "\(name.suffix(20))")
        }
    }
}
