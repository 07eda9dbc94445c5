import Glibc
import JobModel
import LinuxSystem
import Synchronization
import TestKit
import Testing

@testable import ZipArchives

/// With archives written by hand; those of real tools are tried end to end.
@Suite struct ZipExtractorTests {
    private typealias Entry = Archive.Entry

    private func extract(_ bytes: [UInt8], _ scratch: ScratchDirectory, _ limits: ZipLimits = ZipLimits()) throws
        -> ZipExtractor.Summary
    {
        try AtomicFile.write(bytes, to: scratch.at("a.zip"))
        let file = SharedDescriptor(try Descriptor.open(scratch.at("a.zip")))
        return try ZipExtractor(limits: limits).extract(file, to: scratch.at("out"))
    }

    @discardableResult
    private func extract(_ entries: [Entry], _ limits: ZipLimits = ZipLimits()) throws -> ZipExtractor.Summary {
        try extract(Archive(entries).bytes, ScratchDirectory(), limits)
    }

    /// The reasons by entry.
    private func faults(_ archive: Archive) throws -> [String] {
        let scratch = try ScratchDirectory()
        do {
            _ = try extract(archive.bytes, scratch)
            return []
        } catch ZipError.refused(let faults, _) {
            return faults.map(\.description)
        }
    }

    // MARK: what is fine

    @Test func `files and folders are unpacked`() throws {
        let scratch = try ScratchDirectory()
        let script = Entry("run.sh", "echo").with { $0.mode = 0o104755 }
        let archive = Archive([
            script, Entry("folder/"), Entry("deep/er/file", "text"), Entry("a\\b", "c"), Entry("./."), Entry("empty/."),
        ])
        let summary = try extract(archive.bytes, scratch)
        #expect(summary.files == 3)
        #expect(summary.size == 9)
        #expect(try scratch.read("out/run.sh") == "echo")
        #expect(try scratch.read("out/deep/er/file") == "text")
        #expect(try scratch.read("out/a/b") == "c")
        #expect(Folder.exists(scratch.at("out/folder")) && Folder.exists(scratch.at("out/empty")))
        var information = stat()
        #expect(stat(scratch.at("out/run.sh"), &information) == 0 && information.st_mode & 0o7777 == 0o755)
    }

    @Test func `names keep their bytes, also where two look the same`() throws {
        let scratch = try ScratchDirectory()
        let names = ["\u{E9}/\u{E9}", "e\u{301}/e\u{301}", "E", "e"]
        let archive = Archive(names.map { name in Entry(name, name).with { $0.flags = 0x800 } })
        #expect(try extract(archive.bytes, scratch).files == 4)
        #expect(
            try Folder.names(in: scratch.at("out")).map { Array($0.utf8) } == [
                Array("E".utf8), Array("e".utf8), Array("e\u{301}".utf8), Array("\u{E9}".utf8),
            ]
        )
        #expect(try scratch.read("out/e\u{301}/e\u{301}").map { Array($0.utf8) } == Array("e\u{301}/e\u{301}".utf8))
    }

    @Test(arguments: ["", "a", "text"])
    func `what is deflated is inflated`(text: String) throws {
        let scratch = try ScratchDirectory()
        _ = try extract(Archive([Self.deflated("file", text), Entry("other", "stored")]).bytes, scratch)
        #expect(try scratch.read("out/file") == text)
        #expect(try scratch.read("out/other") == "stored")
    }

    @Test func `the name that Info-ZIP adds counts where the other is not UTF-8`() throws {
        let name: [UInt8] = [0x63, 0x61, 0x66, 0xE9]
        func entry(checksum: UInt32) -> Entry {
            Entry("", "x").with {
                $0.name = name
                let field = [1] + Archive.number(Int(checksum), 4) + Array("café".utf8)
                $0.extra = Archive.number(0x7075, 2) + Archive.number(field.count, 2) + field
            }
        }
        let scratch = try ScratchDirectory()
        _ = try extract(Archive([entry(checksum: Archive.checksum(name))]).bytes, scratch)
        #expect(try scratch.read("out/café") == "x")
        // It was made for another name, which somebody has changed.
        #expect(try faults(Archive([entry(checksum: 1)])).count == 1)
    }

    @Test func `many entries come out the same on two threads, and each is told of once`() throws {
        let scratch = try ScratchDirectory()
        let entries = (0..<400).map { Entry("folder\($0 / 50)/file\($0)", "text \($0)") }
        try AtomicFile.write(Archive(entries).bytes, to: scratch.at("a.zip"))
        let file = SharedDescriptor(try Descriptor.open(scratch.at("a.zip")))
        let told = Mutex<[String]>([])
        let summary = try ZipExtractor().extract(file, to: scratch.at("out")) { file, content in
            let bytes = try #require(content).bytes
            #expect(try scratch.read("out/\(file.path)")?.utf8.elementsEqual(bytes) == true)
            told.withLock { $0.append(file.path) }
        }
        #expect(summary.files == 400)
        #expect(told.withLock { $0.sorted() } == entries.map { String(decoding: $0.name, as: UTF8.self) }.sorted())
    }

    @Test(arguments: [0, 200, 399])
    func `what the taker throws ends it, on whichever thread`(index: Int) throws {
        struct Enough: Error {}
        let scratch = try ScratchDirectory()
        try AtomicFile.write(Archive((0..<400).map { Entry("\($0)", "x") }).bytes, to: scratch.at("a.zip"))
        let file = SharedDescriptor(try Descriptor.open(scratch.at("a.zip")))
        #expect(throws: Enough.self) {
            try ZipExtractor().extract(file, to: scratch.at("out")) { file, _ in
                if file.path == "\(index)" { throw Enough() }
            }
        }
    }

    @Test func `what is too large for memory comes out the same`() throws {
        let scratch = try ScratchDirectory()
        let content = (0..<(EntryReader.memoryLimit + 100_000)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
        var stored = Entry("stored")
        stored.content = content
        try AtomicFile.write(Archive([stored]).bytes, to: scratch.at("a.zip"))
        try scratch.write("deflated", String(repeating: "a line of many\n", count: EntryReader.memoryLimit / 10))
        let zip = try RunningProgram("/bin/sh", ["-c", "cd \(scratch.path) && zip -q b.zip deflated"])
        #expect(try zip.waitForExit() == .code(0))
        for archive in ["a", "b"] {
            let file = SharedDescriptor(try Descriptor.open(scratch.at("\(archive).zip")))
            try ZipExtractor().extract(file, to: scratch.at(archive)) { _, content in #expect(content == nil) }
        }
        #expect(try FileContents.read(scratch.at("a/stored")) == content)
        #expect(try FileContents.read(scratch.at("b/deflated")) == FileContents.read(scratch.at("deflated")))
    }

    @Test func `the records of huge archives are read`() throws {
        var archive = Archive([Entry("a", "1"), Entry("b", "2")])
        archive.isLarge = true
        #expect(try extract(archive.bytes, ScratchDirectory()).files == 2)
    }

    // MARK: what is no whole archive

    @Test func `an archive that is cut off anywhere is refused`() throws {
        let whole = Archive([Entry("run.sh", "echo hello"), Entry("other", "text")]).bytes
        for length in 0..<whole.count {
            #expect(throws: ZipError.self) { try extract(Array(whole.prefix(length)), ScratchDirectory()) }
        }
    }

    @Test func `an archive that something follows is refused`() throws {
        let whole = Archive([Entry("run.sh", "echo hello")]).bytes
        for garbage in [[0], Array("garbage".utf8), Array(whole.suffix(10))] {
            #expect(throws: ZipError.self) { try extract(whole + garbage, ScratchDirectory()) }
        }
        // One that something precedes is how archives that unpack themselves are made.
        #expect(try extract(Array("#!/bin/sh\n".utf8) + whole, ScratchDirectory()).files == 1)
    }

    @Test func `no byte that is changed makes it crash or write elsewhere`() throws {
        let whole = Archive([Entry("run.sh", "echo hello"), Entry("folder/other", "text")]).bytes
        for place in whole.indices {
            for value: UInt8 in [0, 0x2F, 0xFF] {
                var bytes = whole
                bytes[place] = value
                let scratch = try ScratchDirectory()
                _ = try? extract(bytes, scratch)
                #expect(try Folder.names(in: scratch.path).allSatisfy { ["a.zip", "out"].contains($0) })
            }
        }
    }

    @Test func `bytes that are no archive are refused`() throws {
        for text in ["", "no archive", "PK"] {
            #expect(throws: ZipError.self) { try extract(Array(text.utf8), ScratchDirectory()) }
        }
    }

    @Test func `an archive without files is refused`() throws {
        #expect(throws: ZipError.limit("it holds no files; pack the files of the site or of the job")) {
            try extract([])
        }
        #expect(throws: ZipError.self) { try extract([Entry("folder/")]) }
    }

    @Test(arguments: [1, 3, 60_000])
    func `a list of another length than it says is refused`(count: Int) throws {
        for isLarge in [false, true] {
            var archive = Archive([Entry("a", "1"), Entry("b", "2")])
            archive.claimedCount = count
            archive.isLarge = isLarge
            #expect(throws: ZipError.self) { try extract(archive.bytes, ScratchDirectory()) }
        }
    }

    // MARK: entries

    /// As a deflate stream of one block that is not pressed.
    private static func deflated(
        _ name: String,
        _ text: String,
        _ change: (inout Archive.Entry) -> Void = { _ in }
    ) -> Archive.Entry {
        Archive.Entry(name, text).with {
            $0.method = 8
            let length = $0.content.count
            $0.packed = [1] + Archive.number(length, 2) + Archive.number(~length & 0xFFFF, 2) + $0.content
            change(&$0)
        }
    }

    static let refused: [(Archive.Entry, String)] = [
        (Archive.Entry("../x"), "\"..\""), (Archive.Entry("a/../../x"), "\"..\""), (Archive.Entry("/x"), "absolute"),
        (Archive.Entry("../\u{301}x").with { $0.flags = 0x800 }, "\"..\""),
        (Archive.Entry(".git/config"), "git's own"), (Archive.Entry("a/.GIT"), "git's own"),
        (Archive.Entry("a\nb"), "control character"),
        (Archive.Entry("link", "run.sh").with { $0.mode = 0o120777 }, "is a link"),
        (Archive.Entry("device").with { $0.mode = 0o020666 }, "neither a file nor a folder"),
        (Archive.Entry("disk").with { $0.mode = 0o060666 }, "neither a file nor a folder"),
        (Archive.Entry("pipe").with { $0.mode = 0o010666 }, "neither a file nor a folder"),
        (Archive.Entry("socket").with { $0.mode = 0o140666 }, "neither a file nor a folder"),
        (Archive.Entry("secret", "x").with { $0.flags = 1 }, "encrypted"),
        (Archive.Entry("").with { $0.name = [0x63, 0x61, 0x66, 0xE9] }, "not UTF-8"),
        (
            Archive.Entry("").with {
                $0.name = [0x63, 0x61, 0x66, 0xE9]
                $0.flags = 0x800
            }, "not UTF-8"
        ),
        (Archive.Entry("folder/", "text"), "yet it has content"),
        (Archive.Entry("static/.", "text"), "yet it has content"),
        (Archive.Entry("wrong", "text").with { $0.checksum = 1 }, "damaged"),
        (Archive.Entry("longer", "text").with { $0.claimedSize = 3 }, "damaged"),
        (Archive.Entry("shorter", "text").with { $0.claimedSize = 400 }, "damaged"),
        (Archive.Entry("one", "text").with { $0.listedName = Array("two".utf8) }, "calls itself \"one\""),
        (Archive.Entry("way", "text").with { $0.listedMethod = 8 }, "damaged"),
        (Archive.Entry("way", "text").with { $0.method = 12 }, "packed with bzip2"),
        (Archive.Entry("way", "text").with { $0.method = 77 }, "packed with method 77"),
        (deflated("end", "text") { $0.packed?.removeLast() }, "damaged"),
        (deflated("more", "text") { $0.packed? += [0] }, "damaged"),
        (deflated("bits", "text") { $0.packed?[0] = 0xFF }, "damaged"),
        (deflated("long", "text") { $0.claimedSize = 3 }, "damaged"),
        (deflated("short", "text") { $0.claimedSize = 5 }, "damaged"),
        (deflated("wrong", "text") { $0.checksum = 1 }, "damaged"),
    ]

    @Test(arguments: refused.indices)
    func `an entry that would harm, or is broken, is refused by its name`(index: Int) throws {
        let (entry, reason) = Self.refused[index]
        let faults = try faults(Archive([Entry("run.sh", "true"), entry]))
        #expect(faults.count == 1)
        #expect(faults.first?.contains(reason) == true, "\(faults)")
        let listed = String(decoding: entry.listedName ?? entry.name, as: UTF8.self)
        #expect(faults.first?.contains("\(listed.prefix(1))") == true)
    }

    @Test func `all that is wrong is told at once, up to a limit`() throws {
        let bad = (0..<4).map { Entry("\($0)/.git/config") }
        var limits = ZipLimits()
        limits.faults = 4
        let told = (0..<4).map { EntryFault("\($0)/.git/config", "\(FileNameFault.gitFolder)") }
        #expect(throws: ZipError.refused(told, count: 4)) { try extract([Entry("run.sh", "x")] + bad, limits) }
        limits.faults = 3
        do {
            try extract(bad, limits)
            Issue.record("it was taken")
        } catch let error as ZipError {
            #expect(error.description.hasSuffix("\nand 1 more"))
        }
        let broken = ["a", "b"].map { name in Entry(name, "text").with { $0.checksum = 1 } }
        #expect(try faults(Archive(broken)).count == 2)
    }

    @Test(arguments: [
        [("a", "1"), ("a", "2")], [("a", "1"), ("./a", "2")], [("a/b", "1"), ("a\\b", "2")],
        [("a", "1"), ("a/b", "2")], [("a/b", "1"), ("a", "2")], [("a", "1"), ("a/", "")], [("a/", ""), ("a", "1")],
        [("a", "1"), ("a/b/c", "2")], [("a/b/c", "1"), ("a/b", "2")],
    ])
    func `entries in each other's way are refused`(entries: [(String, String)]) throws {
        let faults = try faults(Archive(entries.map { Entry($0.0, $0.1) }))
        #expect(faults.count == 1)
    }

    @Test func `two entries of one content are refused`() throws {
        var archive = Archive([Entry("a", "1"), Entry("b", "1")])
        archive.sharedPlaces = [1: 0]
        #expect(throws: ZipError.self) { try extract(archive.bytes, ScratchDirectory()) }
    }

    // MARK: limits

    @Test func `as many entries and folders as the limits say, and no more`() throws {
        var limits = ZipLimits()
        limits.entries = 2
        #expect(try extract([Entry("a"), Entry("b")], limits).files == 2)
        #expect(throws: ZipError.self) { try extract([Entry("a"), Entry("b"), Entry("c")], limits) }
        limits = ZipLimits()
        limits.folders = 3
        #expect(try extract([Entry("a/b/c/file")], limits).files == 1)
        #expect(throws: ZipError.self) { try extract([Entry("a/b/c/d/file")], limits) }
    }

    @Test func `as many bytes as the limit says, and no more`() throws {
        var limits = ZipLimits()
        limits.totalSize = 6
        #expect(try extract([Entry("a", "123"), Entry("b", "456")], limits).size == 6)
        #expect(throws: ZipError.self) { try extract([Entry("a", "123"), Entry("b", "4567")], limits) }
        limits.fileSize = 3
        #expect(try extract([Entry("a", "123"), Entry("b", "456")], limits).size == 6)
        #expect(throws: ZipError.self) { try extract([Entry("a", "1234")], limits) }
        limits = ZipLimits()
        limits.listSize = 47
        #expect(try extract([Entry("a")], limits).files == 1)
        #expect(throws: ZipError.self) { try extract([Entry("ab")], limits) }
    }

    @Test func `the files may be so many times larger than the archive, and no more`() throws {
        var limits = ZipLimits()
        limits.ratioFreeSize = 10
        limits.ratio = 1
        // Stored entries are never larger than their archive…
        let text = String(repeating: "a", count: 2000)
        #expect(try extract([Entry("a", text)], limits).size == 2000)
        // …so the limit is none at all here.
        limits.ratio = 0
        #expect(throws: ZipError.self) { try extract([Entry("a", "12345678901")], limits) }
        #expect(try extract([Entry("a", "1234567890")], limits).size == 10)
    }
}
