import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import ZipArchives

@Suite struct ZipWriterTests {
    private let scratch: ScratchDirectory
    private let time = Timestamp(seconds: 1_900_000_000)

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func unpack(_ bytes: [UInt8]) throws -> ZipExtractor.Summary {
        try AtomicFile.write(bytes, to: scratch.at("made.zip"))
        let file = SharedDescriptor(try Descriptor.open(scratch.at("made.zip")))
        return try ZipExtractor().extract(file, to: scratch.at("out"))
    }

    @Test func `what was packed is unpacked again`() throws {
        let writer = try ZipWriter()
        var bytes: [UInt8] = []
        try writer.addFolder("empty", modified: time)
        try writer.beginFile("run.sh", size: 5, isExecutable: true, modified: time)
        try writer.write(Array("echo ".utf8))
        try writer.beginFile("deep/\u{E9} and e\u{301}.txt", size: 6, isExecutable: false, modified: time)
        // In pieces, with the output taken in between.
        for piece in ["te", "xt", "!!"] {
            try writer.write(Array(piece.utf8))
            bytes += writer.takeOutput()
        }
        try writer.beginFile("nothing", size: 0, isExecutable: false, modified: time)
        try writer.finish()
        bytes += writer.takeOutput()
        let summary = try unpack(bytes)
        #expect(summary.files == 3)
        #expect(try scratch.read("out/run.sh") == "echo ")
        #expect(try scratch.read("out/deep/\u{E9} and e\u{301}.txt") == "text!!")
        #expect(try scratch.read("out/nothing") == "")
        #expect(Folder.exists(scratch.at("out/empty")))
        #expect(try OpenFolder(scratch.at("out")).status(of: Array("run.sh".utf8))?.mode == 0o755)
    }

    @Test func `a file that shrank, or grew, while it was packed leaves a good archive`() throws {
        let writer = try ZipWriter()
        try writer.beginFile("shrank", size: 100, isExecutable: false, modified: time)
        try writer.write(Array("short".utf8))
        try writer.beginFile("grew", size: 3, isExecutable: false, modified: time)
        try writer.write(Array("more than that".utf8))
        try writer.finish()
        _ = try unpack(writer.takeOutput())
        #expect(try scratch.read("out/shrank") == "short")
        #expect(try scratch.read("out/grew") == "mor")
    }

    @Test func `a large file comes out in pieces, not at once`() throws {
        let writer = try ZipWriter()
        var generator = SeededGenerator(seed: 7)
        let piece = (0..<64 * 1024).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try writer.beginFile("large", size: piece.count * 32, isExecutable: false, modified: time)
        var largest = 0
        for _ in 0..<32 {
            try writer.write(piece)
            largest = max(largest, writer.takeOutput().count)
        }
        try writer.finish()
        #expect(largest > 0)
        #expect(largest < 4 * piece.count)
    }
}
