import JobModel
import TestKit
import Testing

@testable import GitHosting

/// Trees made of other trees, each written as the paths and contents of its files.
@Suite struct TreeMergingTests {
    private typealias Files = [String: String]

    private let scratch: ScratchDirectory
    private let repository: Repository

    init() throws {
        scratch = try ScratchDirectory()
        try Repository.create(at: scratch.at("repository"))
        repository = try Repository(opening: scratch.at("repository"))
    }

    private func tree(_ files: Files) throws -> TreeID? {
        var tree: TreeID?
        for (path, text) in files {
            let entry = try repository.store(bytes: Array(text.utf8), as: path)
            tree = try repository.replacing(path, with: entry, in: tree)
        }
        return tree
    }

    private func files(_ tree: TreeID?) throws -> Files {
        var files: Files = [:]
        for difference in try repository.differences(from: nil, to: tree) {
            guard let new = difference.new else { continue }
            files[difference.path] = String(decoding: try repository.bytes(of: new.object), as: UTF8.self)
        }
        return files
    }

    @Test func `a path is added, replaced and removed, with the folders it needs`() throws {
        let entry = try repository.store(bytes: Array("new".utf8), as: "x")
        let start = try tree(["a/b": "1", "c": "2"])
        #expect(
            try files(repository.replacing("a/d/e", with: entry, in: start)) == ["a/b": "1", "a/d/e": "new", "c": "2"]
        )
        #expect(try files(repository.replacing("a/b", with: entry, in: start)) == ["a/b": "new", "c": "2"])
        #expect(try files(repository.replacing("a/b", with: nil, in: start)) == ["c": "2"])
        #expect(try files(repository.replacing("none/b", with: nil, in: start)) == ["a/b": "1", "c": "2"])
        // A file where a folder is asked for, and the other way round.
        #expect(try files(repository.replacing("c/d", with: entry, in: start)) == ["a/b": "1", "c/d": "new"])
        #expect(try files(repository.replacing("a", with: entry, in: start)) == ["a": "new", "c": "2"])
        let empty = try repository.replacing("only", with: nil, in: tree(["only": "1"]))
        #expect(try repository.entries(of: empty).isEmpty)
    }

    private static let merges: [(base: Files, ours: Files, theirs: Files, result: Files)] = [
        ([:], ["a": "1"], [:], ["a": "1"]),
        ([:], ["a": "1"], ["b": "2"], ["a": "1", "b": "2"]),
        (["a": "1"], ["a": "1"], ["a": "edited"], ["a": "edited"]),
        (["a": "1"], ["a": "2"], ["a": "edited"], ["a": "2"]),
        (["a": "1"], ["a": "2"], ["a": "1"], ["a": "2"]),
        (["a": "1", "b": "1"], ["b": "1"], ["a": "1", "b": "1"], ["b": "1"]),
        (["a": "1", "b": "1"], ["b": "1"], ["a": "1", "b": "1", "c": "1"], ["b": "1", "c": "1"]),
        (["f/a": "1", "f/b": "1"], [:], ["f/a": "1", "f/b": "1", "f/c": "mine"], ["f/c": "mine"]),
        (["f/a": "1"], ["f/a": "2", "f/b": "2"], ["f/a": "1", "g": "1"], ["f/a": "2", "f/b": "2", "g": "1"]),
        (["f/a": "1"], ["f": "file"], ["f/a": "1", "f/b": "mine"], ["f": "file"]),
        (["f": "1"], ["f/a": "1"], ["f": "1"], ["f/a": "1"]),
        (["x": "1", "a": "1"], ["x": "1", "a": "1"], ["a": "1"], ["a": "1"]),
    ]

    @Test(arguments: merges.indices)
    func `what one side changed is done to the other`(number: Int) throws {
        let merge = Self.merges[number]
        let result = try repository.merging(tree(merge.ours), over: tree(merge.theirs), base: tree(merge.base))
        #expect(try files(result) == merge.result)
    }
}
