import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct OpenFolderTests {
    private let scratch: ScratchDirectory
    private let folder: OpenFolder

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("in/file", "inside")
        try scratch.write("in/deep/file", "deep")
        try scratch.write("outside", "outside")
        folder = try OpenFolder(scratch.at("in"))
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `files are opened below it, with links or without`() throws {
        try SymbolicLink.create(scratch.at("in/link"), to: bytes("deep/file"))
        try SymbolicLink.create(scratch.at("in/deep/up"), to: bytes("../file"))
        for path in ["file", "deep/file"] { _ = try folder.open(bytes(path), O_RDONLY, links: .refused) }
        for path in ["link", "deep/up"] {
            _ = try folder.open(bytes(path), O_RDONLY, links: .followed)
            let error = #expect(throws: SystemError.self) {
                _ = try folder.open(bytes(path), O_RDONLY, links: .refused)
            }
            #expect(error?.code == ELOOP)
        }
    }

    @Test func `nothing leads out of it`() throws {
        try SymbolicLink.create(scratch.at("in/absolute"), to: bytes(scratch.at("outside")))
        try SymbolicLink.create(scratch.at("in/relative"), to: bytes("../outside"))
        try SymbolicLink.create(scratch.at("in/folder"), to: bytes(".."))
        for path in ["absolute", "relative", "folder/outside", "../outside", scratch.at("outside")] {
            for links in [OpenFolder.Links.followed, .refused] {
                #expect(throws: SystemError.self) { _ = try folder.open(bytes(path), O_RDONLY, links: links) }
            }
        }
    }

    @Test func `names that are no text are listed, moved and removed`() throws {
        let name: [UInt8] = [0xFF, 0x20, 0x0A]
        _ = try folder.open(name, O_WRONLY | O_CREAT, links: .refused)
        #expect(try folder.names() == [bytes("deep"), bytes("file"), name])
        #expect(try folder.status(of: name)?.kind == .file)
        try folder.move(name, to: try folder.folder(bytes("deep"), links: .refused), as: [0xFE], mustBeNew: true)
        #expect(try folder.status(of: name) == nil)
        try folder.removeTree(bytes("deep"))
        #expect(try folder.names() == [bytes("file")])
    }

    @Test func `a move takes nothing's place unless it may`() throws {
        let error = #expect(throws: SystemError.self) {
            try folder.move(bytes("file"), to: folder, as: bytes("deep"), mustBeNew: true)
        }
        #expect(error?.code == EEXIST)
        try scratch.write("in/other", "other")
        try folder.move(bytes("other"), to: folder, as: bytes("file"), mustBeNew: false)
        #expect(try scratch.read("in/file") == "other")
    }

    @Test func `a file without a name gets one`() throws {
        let file = SharedDescriptor(try Descriptor.open(scratch.path, O_RDWR | 0o20000000 | O_DIRECTORY))
        try bytes("text").withUnsafeBytes { try file.write($0) }
        try folder.name(file, bytes("new"))
        #expect(try scratch.read("in/new") == "text")
        #expect(throws: SystemError.self) { try folder.name(file, bytes("file")) }
    }

    @Test func `a status tells kind, size and times, and does not follow links`() throws {
        try SymbolicLink.create(scratch.at("in/link"), to: bytes("file"))
        let file = try #require(try folder.status(of: bytes("file")))
        #expect(file.kind == .file)
        #expect(file.size == 6)
        #expect(file.mode == 0o644)
        #expect(file.born <= file.modified)
        #expect(try folder.status(of: bytes("link"))?.kind == .link)
        #expect(try folder.status(of: bytes("deep"))?.kind == .folder)
        #expect(try folder.makeFolder(bytes("made")))
        #expect(try !folder.makeFolder(bytes("made")))
        #expect(throws: SystemError.self) { try folder.remove(bytes("deep"), isFolder: true) }
    }
}
