import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct SymbolicLinkTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    @Test(arguments: ["there", "../a/./b", "/absolute/path", "with space", "é", String(repeating: "x", count: 255)])
    func `leads where it was made to lead, and need lead nowhere`(target: String) throws {
        try SymbolicLink.create(scratch.at("link"), to: Array(target.utf8))
        #expect(try SymbolicLink.target(of: scratch.at("link")) == Array(target.utf8))
    }

    @Test func `is followed by whoever opens it`() throws {
        try scratch.write("file", "text")
        try SymbolicLink.create(scratch.at("link"), to: Array("file".utf8))
        #expect(try scratch.read("link") == "text")
    }

    @Test func `never replaces anything`() throws {
        try scratch.write("file", "kept")
        let error = #expect(throws: SystemError.self) {
            try SymbolicLink.create(scratch.at("file"), to: Array("x".utf8))
        }
        #expect(error?.code == EEXIST)
        #expect(try scratch.read("file") == "kept")
    }

    @Test(arguments: [("file", EINVAL), ("none", ENOENT)])
    func `what is no link leads nowhere`(name: String, code: Int32) throws {
        try scratch.write("file", "")
        let error = #expect(throws: SystemError.self) { try SymbolicLink.target(of: scratch.at(name)) }
        #expect(error?.code == code)
        #expect(error?.path == scratch.at(name))
    }
}
