import Glibc
import JobDiscovery
import LinuxSystem
import TestKit
import Testing

@Suite struct ProgramLookupTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("one/text", "", mode: 0o644)
        try scratch.write("one/both", "", mode: 0o755)
        try scratch.write("two/both", "", mode: 0o755)
        try scratch.write("two/text", "", mode: 0o755)
        try Folder.create(scratch.at("one/folder"))
    }

    @Test func `the first executable file on the path wins`() {
        let lookup = ProgramLookup(path: "\(scratch.at("none")):\(scratch.at("one")):\(scratch.at("two"))")
        #expect(lookup.find("both") == scratch.at("one/both"))
        #expect(lookup.find("text") == scratch.at("two/text"))
        #expect(lookup.find("missing") == nil)
        #expect(lookup.find("folder") == nil)
        #expect(lookup.find("") == nil)
    }

    @Test func `a name with a slash is taken as it is`() {
        let lookup = ProgramLookup(path: "")
        #expect(lookup.find(scratch.at("one/both")) == scratch.at("one/both"))
        #expect(lookup.find(scratch.at("one/text")) == nil)
        #expect(lookup.find("both") == nil)
    }

    @Test func `relative folders are no place for programs`() {
        #expect(ProgramLookup(path: ".:bin::..").find("both") == nil)
        #expect(ProgramLookup(path: ProgramLookup.defaultPath).find("sh") != nil)
    }

    @Test func `what was found is forgotten when it goes`() throws {
        let lookup = ProgramLookup(path: "\(scratch.at("one")):\(scratch.at("two"))")
        #expect(lookup.find("both") == scratch.at("one/both"))
        try Folder.removeTree(scratch.at("one/both"))
        #expect(lookup.find("both") == scratch.at("two/both"))
        try Folder.removeTree(scratch.at("two/both"))
        #expect(lookup.find("both") == nil)
        try scratch.write("one/both", "", mode: 0o755)
        #expect(lookup.find("both") == scratch.at("one/both"))
    }
}
