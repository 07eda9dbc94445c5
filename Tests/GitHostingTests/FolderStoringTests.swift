import Deflate
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct FolderStoringTests {
    private func looseObjects(_ scratch: ScratchDirectory) throws -> Int {
        let objects = scratch.at("repository/objects")
        return try Folder.names(in: objects).filter { $0.utf8.count == 2 }
            .reduce(0) { $0 + (try Folder.names(in: "\(objects)/\($1)").count) }
    }

    /// A site with everything that git orders in a way of its own.
    private func site(_ scratch: ScratchDirectory, files: Int) throws {
        for index in 0..<files { try scratch.write("site/folder\(index % 7)/file\(index)", "text \(index)") }
        for name in ["a", "a.b", "a-b/x", "a0/x", "b/c/d/e", "ä/ö", "same1", "same2"] {
            try scratch.write("site/\(name)", name.hasPrefix("same") ? "same" : name)
        }
        try scratch.write("site/run.sh", "#!/bin/sh\n", mode: 0o755)
        try SymbolicLink.create(scratch.at("site/link"), to: Array("a-b/x".utf8))
        try Folder.create(scratch.at("site/empty/inner"))
    }

    private func writeTree(_ scratch: ScratchDirectory, of folder: String) throws -> String {
        try Repository.create(at: scratch.at("other"))
        let git = Git(
            scratch.at("other"),
            environment: ["GIT_WORK_TREE=\(scratch.at(folder))", "GIT_DIR=\(scratch.at("other"))"]
        )
        try git.run("add", "-A")
        return String(decoding: try git.output("write-tree"), as: UTF8.self).filter { $0 != "\n" }
    }

    @Test(arguments: [0, 300])
    func `a stored folder has the tree that git gives it`(files: Int) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        try site(scratch, files: files)
        let tree = try repository.store(folder: scratch.at("site"))
        #expect(try tree.hexadecimal == writeTree(scratch, of: "site"))
        try Git(scratch.at("repository")).run("fsck", "--full", "--strict")
        #expect(try repository.differences(from: nil, to: tree).count == files + 10)
    }

    @Test func `few new files are loose objects, many are one pack`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        for index in 1..<ObjectWriter.looseCount { try scratch.write("site/file\(index)", "\(index)") }
        _ = try repository.store(folder: scratch.at("site"))
        #expect(try scratch.packs().isEmpty)
        #expect(try looseObjects(scratch) == ObjectWriter.looseCount)

        for index in 100...(100 + ObjectWriter.looseCount) { try scratch.write("site/file\(index)", "\(index)") }
        _ = try repository.store(folder: scratch.at("site"))
        #expect(try scratch.packs().count == 2)
        #expect(try looseObjects(scratch) == ObjectWriter.looseCount)

        // Nothing new but one file and the folder.
        try scratch.write("site/file1", "changed")
        _ = try repository.store(folder: scratch.at("site"))
        #expect(try scratch.packs().count == 2)
        #expect(try looseObjects(scratch) == ObjectWriter.looseCount + 2)
    }

    @Test func `a few large files are a pack as well`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        try scratch.write("site/large", String(repeating: "large ", count: ObjectWriter.looseSize / 6 + 1))
        _ = try repository.store(folder: scratch.at("site"))
        #expect(try scratch.packs().count == 2)
        #expect(try looseObjects(scratch) == 0)
    }

    @Test(arguments: [3, 300])
    func `files that come in any order are the same tree`(files: Int) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        for index in 0..<files { try scratch.write("site/folder\(index % 7)/file\(index)", "text \(index)") }
        try scratch.write("site/run.sh", "#!/bin/sh\n", mode: 0o755)
        let storing = try FolderStoring(in: repository)
        try storing.add(file: scratch.at("site/run.sh"), at: "run.sh", isExecutable: true)
        for index in (0..<files).reversed() {
            let inner = "folder\(index % 7)/file\(index)"
            try storing.add(file: scratch.at("site/\(inner)"), at: inner, isExecutable: false)
        }
        let stored = try storing.finish()
        #expect(try stored.tree.hexadecimal == writeTree(scratch, of: "site"))
        #expect(stored.files.count == files + 1)
        #expect(stored.files["run.sh"]?.kind == .executable)
        #expect(try repository.differences(from: nil, to: stored.tree).count == files + 1)
        try Git(scratch.at("repository")).run("fsck", "--full", "--strict")
    }

    /// Without the frame that zlib puts around it.
    private func deflate(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Array(text.utf8).withUnsafeBytes { try Deflater(.quickest).deflate($0, isLast: true, into: &bytes) }
        return Array(bytes[2..<(bytes.count - 4)])
    }

    @Test(arguments: [3, 300])
    func `what is pressed already is stored as it is`(files: Int) throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        let storing = try FolderStoring(in: repository)
        for index in 0..<files {
            let text = index % 3 == 0 ? "" : String(repeating: "text \(index) ", count: index)
            try scratch.write("site/folder\(index % 7)/file\(index)", text)
            let deflated = try deflate(text)
            try Array(text.utf8).withUnsafeBytes { content in
                try deflated.withUnsafeBytes { deflated in
                    try storing.add(
                        content,
                        deflated: index % 2 == 0 ? deflated : nil,
                        at: "folder\(index % 7)/file\(index)",
                        isExecutable: false
                    )
                }
            }
        }
        #expect(try storing.finish().tree.hexadecimal == writeTree(scratch, of: "site"))
        try Git(scratch.at("repository")).run("fsck", "--full", "--strict")
    }

    @Test func `nothing is the empty tree`() throws {
        let scratch = try ScratchDirectory()
        let repository = try scratch.repository()
        try Folder.create(scratch.at("site/empty"))
        #expect(try repository.store(folder: scratch.at("site")) == TreeHash.empty)
        #expect(try FolderStoring(in: repository).finish().tree == TreeHash.empty)
        #expect(repository.contains(tree: TreeHash.empty))
    }
}
