import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct EmptiedFileTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("file", "text")
    }

    @Test func `what nobody has open is empty, and the same file`() async throws {
        // A process that another test is just starting has all files of this one open for a moment.
        for claim in ["it is emptied", "what is empty already may be used as well"] {
            try await eventually(claim) { EmptiedFile.empty("file", in: try OpenFolder(noLink: scratch.path)) }
            #expect(try scratch.read("file")?.isEmpty == true)
        }
    }

    @Test(arguments: [O_RDONLY, O_WRONLY])
    func `what somebody has open stays as it is`(flags: Int32) throws {
        let open = SharedDescriptor(try Descriptor.open(scratch.at("file"), flags))
        #expect(!EmptiedFile.empty("file", in: try OpenFolder(noLink: scratch.path)))
        #expect(lseek(open.number, 0, SEEK_END) == 4)
    }

    @Test func `what has two names, is a link or is not there stays as it is`() throws {
        try check("link") { link(scratch.at("file"), scratch.at("second")) }
        try check("symlink") { symlink("file", scratch.at("link")) }
        let folder = try OpenFolder(noLink: scratch.path)
        #expect(!EmptiedFile.empty("file", in: folder) && !EmptiedFile.empty("link", in: folder))
        #expect(!EmptiedFile.empty("none", in: folder))
        #expect(try scratch.read("second") == "text")
    }
}
