import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct EntryNameTests {
    @Test(
        arguments: [
            ("plain", "plain", true), ("é", "é", true), ("", "", true),
        ] as [(String, String, Bool)]
    )
    func `a name that is text is shown as it is`(name: String, shown: String, isText: Bool) {
        let entry = EntryName(name.utf8)
        #expect(entry.shown == shown && entry.isText == isText)
    }

    @Test(
        arguments: [
            ([0x63, 0xE9], "c\\xE9"), ([0xC3, 0xA9, 0xFF, 0x61], "é\\xFFa"), ([0xE2, 0x82], "\\xE2\\x82"),
            ([0xF0, 0x9F, 0x98, 0x80, 0x80], "😀\\x80"), ([0x0A, 0xFE], "\n\\xFE"),
        ] as [([UInt8], String)]
    )
    func `bytes that are no text are escaped`(bytes: [UInt8], shown: String) {
        let entry = EntryName(bytes)
        #expect(entry.shown == shown)
        #expect(!entry.isText)
        #expect(entry.bytes == bytes)
    }

    @Test func `what lies under such a name can be looked at`() throws {
        let scratch = try ScratchDirectory()
        let name: [UInt8] = [0x63, 0xE9]
        let path = (Array(scratch.path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
        #expect(mkdir(path, 0o755) == 0)
        try scratch.write("plain", "")
        let entries = try Folder.entries(in: scratch.path)
        #expect(entries.map(\.shown) == ["c\\xE9", "plain"])
        #expect(try #require(entries[0].status(in: scratch.path)).st_mode & S_IFMT == S_IFDIR)
        #expect(EntryName("gone".utf8).status(in: scratch.path) == nil)
    }
}
