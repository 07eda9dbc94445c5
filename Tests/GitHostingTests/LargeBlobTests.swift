import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct LargeBlobTests {
    /// A file that is written piece by piece, larger by so many bytes than the smallest of these.
    private func file(_ scratch: ScratchDirectory, beyond: Int) throws -> String {
        let path = scratch.at("large")
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        let piece = (0..<(1024 * 1024)).map { UInt8(truncatingIfNeeded: $0 / 7) }
        var rest = LargeBlob.threshold + beyond
        while rest > 0 {
            try file.write(Array(piece.prefix(rest)))
            rest -= min(rest, piece.count)
        }
        return path
    }

    private func written(_ repository: Repository, _ blob: TreeID, _ scratch: ScratchDirectory) throws -> [UInt8]? {
        let file = try Descriptor.open(scratch.at("written"), O_WRONLY | O_CREAT | O_TRUNC)
        try repository.write(blob, to: file)
        return try FileContents.read(scratch.at("written"))
    }

    @Test(arguments: [-1, 0, 1])
    func `a large file comes out as it went in`(beyond: Int) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let path = try file(scratch, beyond: beyond)
        let writer = try PackWriter(in: repository)
        let blob = try writer.add(file: path)
        try writer.finish()
        #expect(try written(repository, blob, scratch) == FileContents.read(path))
    }

    @Test func `a file of a push that is not accepted yet is found as well`() throws {
        let scratch = try ScratchDirectory()
        let other = try scratch.repository()
        let path = try file(scratch, beyond: 1)
        let writer = try PackWriter(in: other)
        let blob = try writer.add(file: path)
        try writer.finish()
        try Repository.create(at: scratch.at("site"))
        let repository = try Repository(opening: scratch.at("site"), quarantine: "\(other.path)/objects")
        #expect(try written(repository, blob, scratch) == FileContents.read(path))
    }

    @Test func `what is not there is an error`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let file = try Descriptor.open(scratch.at("written"), O_WRONLY | O_CREAT)
        let name = String(repeating: "a", count: 40)
        let blob = LargeBlob(repository: repository.path, alternates: [], name: name)
        #expect(throws: GitError.self) { try blob.write(to: file) }
    }
}
