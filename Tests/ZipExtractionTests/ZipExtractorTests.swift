import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import ZipExtraction

/// With a small archive written by hand, byte by byte; archives of real tools are tried end to end.
@Suite struct ZipExtractorTests {
    /// A zip archive of stored (not compressed) entries.
    private static func archive(_ entries: [(name: String, text: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        for (name, text) in entries {
            let content = Array(text.utf8)
            let common = number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(Int(checksum(content)), 4)
            let sizes = number(content.count, 4) + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
            directory +=
                [0x50, 0x4B, 1, 2] + number(20, 2) + common + sizes + number(0, 2) + number(0, 2) + number(0, 2)
            directory += number(0, 4) + number(bytes.count, 4) + Array(name.utf8)
            bytes += [0x50, 0x4B, 3, 4] + common + sizes + Array(name.utf8) + content
        }
        let end = [0x50, 0x4B, 5, 6] + number(0, 4) + number(entries.count, 2) + number(entries.count, 2)
        return bytes + directory + end + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in
            (0..<8).reduce(value ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
    }

    private func extract(_ bytes: [UInt8], _ scratch: ScratchDirectory, _ limits: ZipLimits = ZipLimits()) throws
        -> ZipExtractor.Summary
    {
        try AtomicFile.write(bytes, to: scratch.at("a.zip"))
        let file = SharedDescriptor(try Descriptor.open(scratch.at("a.zip")))
        return try ZipExtractor(limits: limits).extract(file, to: scratch.at("out"))
    }

    @Test func `files and folders are unpacked`() throws {
        let scratch = try ScratchDirectory()
        let summary = try extract(
            Self.archive([("run.sh", "echo"), ("folder/", ""), ("deep/er/file", "text")]),
            scratch
        )
        #expect(summary.files == 2)
        #expect(summary.size == 8)
        #expect(try scratch.read("out/run.sh") == "echo")
        #expect(try scratch.read("out/deep/er/file") == "text")
        #expect(Folder.exists(scratch.at("out/folder")))
    }

    @Test func `every place where an archive can be cut off ends in an error, not in a loop`() throws {
        let whole = Self.archive([("run.sh", "echo hello"), ("other", "text")])
        for length in stride(from: 0, to: whole.count - 1, by: 3) {
            let scratch = try ScratchDirectory()
            _ = try? extract(Array(whole.prefix(length)), scratch)
        }
    }

    @Test func `bytes that are no archive are refused`() throws {
        let scratch = try ScratchDirectory()
        #expect(throws: ZipError.self) { try extract(Array("no archive".utf8), scratch) }
    }

    @Test func `the limits hold`() throws {
        var limits = ZipLimits()
        limits.entries = 2
        #expect(throws: ZipError.self) {
            try extract(Self.archive([("a", ""), ("b", ""), ("c", "")]), ScratchDirectory(), limits)
        }
        limits = ZipLimits()
        limits.totalSize = 5
        #expect(throws: ZipError.self) {
            try extract(Self.archive([("a", "123"), ("b", "456")]), ScratchDirectory(), limits)
        }
        limits = ZipLimits()
        limits.ratioFreeSize = 10
        limits.ratio = 1
        let text = String(repeating: "a", count: 2000)
        // Stored entries are never larger than the archive, so this one passes…
        #expect(try extract(Self.archive([("a", text)]), ScratchDirectory(), limits).size == 2000)
    }

    @Test(arguments: [
        [("a", "1"), ("a", "2")], [("a", "1"), ("a/b", "2")], [("a/b", "1"), ("a", "2")], [("../a", "1")],
    ])
    func `entries in each other's way are refused`(entries: [(String, String)]) throws {
        #expect(throws: ZipError.self) { try extract(Self.archive(entries), ScratchDirectory()) }
    }
}
