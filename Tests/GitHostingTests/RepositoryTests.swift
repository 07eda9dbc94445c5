import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct RepositoryTests {
    private func repository(_ scratch: ScratchDirectory) throws -> Repository {
        try Repository.create(at: scratch.at("repository"))
        return try Repository(opening: scratch.at("repository"))
    }

    @Test func `an empty repository has no branches and names main`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        #expect(try repository.branches().isEmpty)
        #expect(try repository.head(of: "main") == nil)
        #expect(try scratch.read("repository/HEAD") == "ref: refs/heads/main\n")
    }

    @Test func `a stored folder can be read again`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        try scratch.write("site/App_Data/jobs/continuous/a/run.sh", "echo a", mode: 0o755)
        try scratch.write("site/README.md", "readme")
        let tree = try repository.store(folder: scratch.at("site"))
        #expect(try repository.entries(of: tree).map(\.name) == ["App_Data", "README.md"])
        let script = try #require(try repository.entry(at: "App_Data/jobs/continuous/a/run.sh", of: tree))
        #expect(script.kind == .executable)
        #expect(try repository.bytes(of: script.object) == Array("echo a".utf8))
        #expect(try repository.bytes(of: script.object, limit: 4) == Array("echo".utf8))
        #expect(try repository.entry(at: "App_Data/none", of: tree) == nil)
        #expect(try repository.folder(at: "README.md", of: tree) == nil)
        #expect(repository.contains(tree: tree))
    }

    @Test func `differences name every file that is new, changed or gone, and nothing else`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        for (name, text) in [
            "same": "1", "changed": "1", "gone": "1", "deep/same": "1", "deep/gone": "1", "turns/file": "1",
        ] {
            try scratch.write("old/\(name)", text)
        }
        for (name, text) in ["same": "1", "changed": "2", "new": "1", "deep/same": "1", "turns": "now a file"] {
            try scratch.write("new/\(name)", text)
        }
        let old = try repository.store(folder: scratch.at("old"))
        let new = try repository.store(folder: scratch.at("new"))
        let found = try repository.differences(from: old, to: new)
        #expect(found.map(\.path) == ["changed", "deep/gone", "gone", "new", "turns", "turns/file"])
        #expect(found.filter { $0.new == nil }.map(\.path) == ["deep/gone", "gone", "turns/file"])
        #expect(try repository.differences(from: new, to: new).isEmpty)
        #expect(try repository.differences(from: nil, to: new).count == 5)
        #expect(try repository.differences(from: new, to: nil).allSatisfy { $0.new == nil })
    }

    @Test(arguments: [["a", "a"], ["a", ""], ["a/b"]])
    func `a tree that no folder can be made of is refused`(names: [String]) throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        let tree = try repository.store(entries: names.map { TreeEntry(name: $0, kind: .folder, object: Self.empty) })
        #expect(throws: GitError.self) { try repository.differences(from: nil, to: tree) }
    }

    @Test func `names that only look the same are two`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        let blob = try #require(try repository.stored("text", scratch))
        let names = ["e\u{301}", "\u{E9}"]
        let tree = try repository.store(entries: names.map { TreeEntry(name: $0, kind: .file, object: blob) })
        let found = try repository.differences(from: nil, to: tree)
        #expect(found.map { Array($0.path.utf8) } == names.map { Array($0.utf8) })
        #expect(try repository.entry(at: names[1], of: tree)?.name.utf8.count == 2)
    }

    @Test func `as many differences and folders below each other as the limits say, and no more`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        let blob = try #require(try repository.stored("text", scratch))
        var tree = try repository.store(entries: [TreeEntry(name: "file", kind: .file, object: blob)])
        for _ in 0..<Repository.maximumDepth {
            tree = try repository.store(entries: [TreeEntry(name: "d", kind: .folder, object: tree)])
        }
        // One file, and the folders with their root.
        let count = Repository.maximumDepth + 2
        #expect(try repository.differences(from: nil, to: tree, limit: count).count == 1)
        #expect(throws: GitError.self) { try repository.differences(from: nil, to: tree, limit: count - 1) }
        tree = try repository.store(entries: [TreeEntry(name: "d", kind: .folder, object: tree)])
        #expect(throws: GitError.self) { try repository.differences(from: nil, to: tree) }
    }

    @Test func `the size of a file is known without reading it`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        let blob = try #require(try repository.stored("text", scratch))
        #expect(try repository.size(of: blob) == 4)
        let tree = try repository.store(entries: [TreeEntry(name: "a", kind: .file, object: blob)])
        #expect(try repository.size(of: tree) == nil)
        #expect(try repository.names(in: "", of: tree) == ["a"])
        let outer = try repository.store(entries: [TreeEntry(name: "x", kind: .folder, object: tree)])
        #expect(try repository.names(in: "x", of: outer) == ["a"])
        #expect(try repository.names(in: "y", of: outer).isEmpty)
    }

    @Test func `a kept tree is a commit with its author and message`() throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        try scratch.write("site/a", "1")
        let tree = try repository.store(folder: scratch.at("site"))
        let time = Timestamp(seconds: 1_900_000_000)
        let id = try repository.keep(
            tree,
            as: "refs/nyala/deployments/1",
            author: "A <b>\n",
            message: "said\n\nmore",
            at: time
        )
        let commit = try repository.commit(id)
        #expect(commit.tree == tree)
        #expect(commit.author == "A b")
        #expect(commit.title == "said")
        #expect(commit.time == time)
    }

    @Test(arguments: ["", "123", "zz25dc642cb6eb9a060e54bf8d69288fbee4904", "4b825dc642cb6eb9a060e54bf8d69288fbee4905"])
    func `what is not there is an error that names it`(id: String) throws {
        let scratch = try ScratchDirectory()
        let repository = try repository(scratch)
        #expect(throws: GitError.self) { try repository.commit(id) }
    }

    @Test func `the hook refuses pushes while its program is missing`() throws {
        let scratch = try ScratchDirectory()
        _ = try repository(scratch)
        try Hooks.install(in: scratch.at("repository"), program: "/a b/it's", socket: "/s")
        #expect(
            try scratch.read("repository/hooks/pre-receive")?.contains("exec '/a b/it'\\''s' pre-receive '/s'") == true
        )
    }
}

extension RepositoryTests {
    private static let empty: TreeID = {
        guard let id = TreeID(hexadecimal: "4b825dc642cb6eb9a060e54bf8d69288fbee4904") else {
            preconditionFailure("a constant of git")
        }
        return id
    }()
}

extension Repository {
    /// The object of a file with this text.
    fileprivate func stored(_ text: String, _ scratch: ScratchDirectory) throws -> TreeID? {
        try scratch.write("stored/file", text)
        return try entry(at: "file", of: store(folder: scratch.at("stored")))?.object
    }
}
