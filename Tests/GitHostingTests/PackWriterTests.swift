import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct PackWriterTests {
    private func random(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Contents of every shape: their bytes, and the name git gives them.
    private var contents: [[UInt8]] {
        [
            [], [0], Array("a\n".utf8), Array(repeating: 7, count: 100_000), random(15, seed: 1), random(16, seed: 2),
            random(5000, seed: 3), random(70_000, seed: 4), Array("text ".utf8) + random(2_000_000, seed: 5),
            (0..<300_000).map { UInt8($0 / 1000 % 256) },
        ]
    }

    @Test(arguments: [PackCompression.none, .quick])
    func `git reads every object of a pack and finds nothing wrong`(compression: PackCompression) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let writer = try PackWriter(in: repository)
        var entries: [TreeEntry] = []
        for (index, bytes) in contents.enumerated() {
            let id = try writer.add(bytes, .blob, compression)
            #expect(try TreeHash.blob(bytes) == id)
            entries.append(TreeEntry(name: "file\(index)", kind: .file, object: id))
        }
        let tree = try writer.add(TreeHash.serialized(entries), .tree, compression)
        #expect(!repository.contains(tree: tree))
        try writer.finish()

        #expect(try repository.entries(of: tree) == entries)
        let git = Git(scratch.at("repository"))
        let names = try scratch.packs()
        #expect(names.count == 2)
        let index = try #require(names.first { $0.hasSuffix(".idx") })
        try git.run("verify-pack", scratch.at("repository/objects/pack/\(index)"))
        let pack = try #require(names.first { $0.hasSuffix(".pack") })
        try git.run("index-pack", "--strict", "--verify", scratch.at("repository/objects/pack/\(pack)"))
        try git.run("fsck", "--full", "--strict")
        for (entry, bytes) in zip(entries, contents) {
            #expect(try git.output("cat-file", "blob", entry.object.hexadecimal) == bytes)
        }
        #expect(index.dropLast(4) == pack.dropLast(5))
    }

    @Test func `what the repository or the pack has already is not written again`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        _ = try repository.store(bytes: Array("loose".utf8), as: "loose")
        let first = try PackWriter(in: repository)
        try first.add(Array("packed".utf8))
        try first.add(Array("packed".utf8))
        #expect(first.count == 1)
        try first.finish()
        let second = try PackWriter(in: repository)
        try second.add(Array("loose".utf8))
        try second.add(Array("packed".utf8))
        #expect(second.count == 0)
        try second.finish()
        #expect(try scratch.packs().count == 2)
    }

    @Test func `a writer that is let go leaves nothing behind`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        var writer: PackWriter? = try PackWriter(in: repository)
        try writer?.add(random(3_000_000, seed: 1))
        #expect(try scratch.packs().count == 1)
        writer = nil
        #expect(try scratch.packs().isEmpty)
    }

    @Test(arguments: [true, false])
    func `a file that is too large for memory goes in piece by piece`(isText: Bool) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let size = ContentReader.memoryLimit + 12_345
        let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3) & 0x3F }
        let bytes = isText ? text : random(size, seed: 9)
        try AtomicFile.write(bytes, to: scratch.at("large"))
        try AtomicFile.write(Array(bytes.prefix(ContentReader.memoryLimit)), to: scratch.at("just"))
        let writer = try PackWriter(in: repository)
        let id = try writer.add(file: scratch.at("large"))
        #expect(try writer.add(file: scratch.at("large")) == id)
        let just = try writer.add(file: scratch.at("just"))
        #expect(writer.count == 2)
        try writer.finish()
        let git = Git(scratch.at("repository"))
        try git.run("fsck", "--full")
        #expect(try git.output("cat-file", "blob", id.hexadecimal) == bytes)
        #expect(try git.output("cat-file", "blob", just.hexadecimal) == Array(bytes.prefix(ContentReader.memoryLimit)))
        let pack = try #require(try scratch.packs().first { $0.hasSuffix(".pack") })
        let packed = try Descriptor.open(scratch.at("repository/objects/pack/\(pack)")).size()
        #expect(isText == (packed < size))
    }

    @Test func `what is no file is refused`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let writer = try PackWriter(in: repository)
        try scratch.write("file", "a")
        try SymbolicLink.create(scratch.at("link"), to: Array("file".utf8))
        #expect(throws: GitError.changedMeanwhile(path: scratch.at("link"))) {
            try writer.add(file: scratch.at("link"))
        }
        #expect(throws: GitError.changedMeanwhile(path: scratch.at("none"))) {
            try writer.add(file: scratch.at("none"))
        }
    }

    @Test func `an index has offsets beyond 31 bits in a table of their own`() throws {
        let small = PackIndex.Entry(name: try name("1"), offset: 12, checksum: 1)
        let large = PackIndex.Entry(name: try name("2"), offset: 1 << 31, checksum: 2)
        let larger = PackIndex.Entry(name: try name("3"), offset: (1 << 40) + 5, checksum: 3)
        let bytes = try PackIndex([larger, small, large]).serialized(pack: [UInt8](repeating: 9, count: 20))
        let offsets = bytes[(8 + 1024 + 3 * 24)...].prefix(3 * 4 + 2 * 8)
        #expect(
            Array(offsets) == [
                0, 0, 0, 12, 0x80, 0, 0, 0, 0x80, 0, 0, 1,
                0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 5,
            ]
        )
    }

    private func name(_ digit: Character) throws -> ObjectName {
        ObjectName(try .init(hexadecimal: String(repeating: digit, count: 40)))
    }
}
