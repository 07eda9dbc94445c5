import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import Accounts

@Suite struct PrivateFileTests {
    private let scratch: ScratchDirectory
    private let file: PrivateFile

    init() throws {
        scratch = try ScratchDirectory()
        file = PrivateFile(path: scratch.at("accounts.json"))
    }

    // MARK: reading

    @Test func `no file is no failure`() throws {
        let content = try file.read()
        #expect(content?.bytes == nil)
        #expect(try file.version() == nil)
    }

    @Test func `reads the whole file and says of which version`() throws {
        try scratch.write("accounts.json", "text\n")
        let content = try file.read()
        #expect(content?.bytes == Array("text\n".utf8))
        let version = try file.version()
        #expect(content?.version == version)
    }

    @Test(arguments: [0, 1])
    func `takes a file of one MiB and no byte more`(excess: Int) throws {
        #expect(PrivateFile.maximumSize == 1024 * 1024)
        try AtomicFile.write([UInt8](repeating: 0x20, count: PrivateFile.maximumSize + excess), to: file.path)
        guard excess > 0 else {
            let content = try file.read()
            #expect(content?.bytes.count == PrivateFile.maximumSize)
            return
        }
        let error = AccountsError.broken(path: file.path, reason: "it has more than 1048576 bytes")
        #expect(throws: error) { _ = try file.read() }
    }

    @Test func `a folder in its place is a failure`() throws {
        try Folder.create(file.path)
        #expect(throws: AccountsError.file(call: "read", path: file.path, code: EISDIR)) { _ = try file.read() }
    }

    @Test func `a path through a file is a failure, not a missing file`() throws {
        try scratch.write("plain", "")
        let path = scratch.at("plain/accounts.json")
        let file = PrivateFile(path: path)
        #expect(throws: AccountsError.file(call: "stat", path: path, code: ENOTDIR)) { _ = try file.version() }
        #expect(throws: AccountsError.file(call: "open", path: path, code: ENOTDIR)) { _ = try file.read() }
    }

    // MARK: replacing

    @Test func `never writes a file it could not read back`() throws {
        try scratch.write("accounts.json", "old")
        let tooMuch = [UInt8](repeating: 0x20, count: PrivateFile.maximumSize + 1)
        #expect(throws: AccountsError.full(path: file.path, limit: PrivateFile.maximumSize)) {
            try file.replace(with: tooMuch)
        }
        #expect(try scratch.read("accounts.json") == "old")
    }

    @Test func `what it writes is for nobody but its owner`() throws {
        try file.replace(with: Array("new".utf8))
        #expect(try FileMode.of(file.path) == 0o600)
        #expect(try scratch.read("accounts.json") == "new")
        #expect(try Folder.names(in: scratch.path) == ["accounts.json"])
    }

    @Test func `neither an older file nor one left by a crash lends its mode`() throws {
        try scratch.write("accounts.json", "old", mode: 0o644)
        try scratch.write("accounts.json.new", "half of something longer", mode: 0o666)
        try file.replace(with: Array("new".utf8))
        #expect(try FileMode.of(file.path) == 0o600)
        #expect(try scratch.read("accounts.json") == "new")
        #expect(try Folder.names(in: scratch.path) == ["accounts.json"])
    }

    @Test func `never writes through a link`() throws {
        try scratch.write("elsewhere", "mine")
        try SymbolicLink.create(scratch.at("accounts.json.new"), to: Array(scratch.at("elsewhere").utf8))
        try SymbolicLink.create(scratch.at("accounts.json"), to: Array(scratch.at("elsewhere").utf8))
        try file.replace(with: Array("new".utf8))
        #expect(try scratch.read("elsewhere") == "mine")
        #expect(try scratch.read("accounts.json") == "new")
        #expect(try FileMode.of(file.path) == 0o600)
    }

    @Test func `a new file is a new version, also with the same content`() throws {
        try file.replace(with: Array("same".utf8))
        let before = try file.version()
        try file.replace(with: Array("same".utf8))
        #expect(before != nil)
        #expect(try file.version() != before)
    }

    @Test func `without its folder nothing is written`() throws {
        let path = scratch.at("none/accounts.json")
        #expect(throws: AccountsError.file(call: "open", path: "\(path).new", code: ENOENT)) {
            try PrivateFile(path: path).replace(with: [])
        }
        #expect(!AtomicFile.exists(scratch.at("none")))
    }

    @Test func `a failure leaves no temporary file`() throws {
        try Folder.create(file.path)
        #expect(throws: AccountsError.file(call: "rename", path: file.path, code: EISDIR)) {
            try file.replace(with: Array("new".utf8))
        }
        #expect(try Folder.names(in: scratch.path) == ["accounts.json"])
    }

    // MARK: one change at a time

    @Test func `nobody else makes a change meanwhile`() throws {
        let number = try openFolder()
        defer { close(number) }
        let during = try file.exclusively { flock(number, LOCK_EX | LOCK_NB) }
        let after = flock(number, LOCK_EX | LOCK_NB)
        #expect(during == -1)
        #expect(after == 0)
    }

    @Test func `a change that failed lets the next one in`() throws {
        let number = try openFolder()
        defer { close(number) }
        #expect(throws: AccountsError.invalidPassword(reason: "why")) {
            try file.exclusively { () throws(AccountsError) -> Void in throw .invalidPassword(reason: "why") }
        }
        let after = flock(number, LOCK_EX | LOCK_NB)
        #expect(after == 0)
    }

    @Test func `without its folder there is nothing to change`() throws {
        let file = PrivateFile(path: scratch.at("none/accounts.json"))
        #expect(throws: AccountsError.file(call: "open", path: scratch.at("none"), code: ENOENT)) {
            try file.exclusively { Issue.record("a change without a folder") }
        }
    }

    @Test(arguments: [("accounts.json", "."), ("/accounts.json", "/")])
    func `its folder may be the current one or the root`(path: String, folder: String) throws {
        let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(number >= 0)
        defer { close(number) }
        let during = try PrivateFile(path: path).exclusively { flock(number, LOCK_EX | LOCK_NB) }
        #expect(during == -1)
    }

    private func openFolder() throws -> Int32 {
        let folder = scratch.path
        return try check("open", path: folder) { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }
}
