import LinuxSystem
import TestKit
import Testing

@Suite struct FilledFileTests {
    @Test(arguments: [
        ("{\"a\": 1}\n", "{\"b\": 22}\n", "{\"b\": 22}\n"), ("{\"a\": 11}\n", "{}\n", "{}\n       "), ("", "{}", "{}"),
    ])
    func `the new text takes the place of the old one`(old: String, new: String, found: String) throws {
        let scratch = try ScratchDirectory()
        try scratch.write("file", old)
        #expect(FilledFile.overwrite(scratch.at("file"), with: Array(new.utf8)))
        #expect(try scratch.read("file") == found)
    }

    @Test func `what does not fit into one block, or is not there, is left alone`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("file", "old")
        #expect(!FilledFile.overwrite(scratch.at("file"), with: [UInt8](repeating: 32, count: 4097)))
        #expect(try scratch.read("file") == "old")
        #expect(!FilledFile.overwrite(scratch.at("none"), with: [32]))
    }
}
