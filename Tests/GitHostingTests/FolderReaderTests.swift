import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct FolderReaderTests {
    private func read(
        _ scratch: ScratchDirectory,
        _ cache: inout FolderReader.Cache,
        isIgnored: @escaping (String, Bool) -> Bool = { _, _ in false }
    ) throws -> FolderSnapshot {
        try FolderReader.read(scratch.at("job"), cache: &cache, clock: SystemClock(), isIgnored: isIgnored)
    }

    private func fill(_ scratch: ScratchDirectory) throws {
        try scratch.write("job/run.sh", "echo hi\n", mode: 0o755)
        try scratch.write("job/a/b.txt", "text")
        try scratch.write("job/a.txt", "sorts after the folder a")
        try scratch.write("job/a-b", "sorts before it")
        try SymbolicLink.create(scratch.at("job/link"), to: Array("run.sh".utf8))
        try Folder.create(scratch.at("job/empty"))
    }

    @Test func `the version is the id that git gives the folder`() throws {
        let scratch = try ScratchDirectory()
        try fill(scratch)
        var cache = FolderReader.Cache()
        let snapshot = try read(scratch, &cache)
        try Repository.create(at: scratch.at("repository"))
        let repository = try Repository(opening: scratch.at("repository"))
        #expect(try repository.store(folder: scratch.at("job")) == snapshot.tree)
        #expect(snapshot.files.map(\.path) == ["a/b.txt", "a-b", "a.txt", "link", "run.sh"])
        #expect(snapshot.folders == ["a", "empty"])
    }

    @Test(arguments: [0, 1, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, 9 * 1024 * 1024])
    func `a file has the id that git gives it, however large it is`(size: Int) throws {
        let scratch = try ScratchDirectory()
        let text = String(repeating: "x", count: size)
        try scratch.write("job/run", text)
        var cache = FolderReader.Cache()
        #expect(try read(scratch, &cache).files.map(\.object) == [TreeHash.blob(Array(text.utf8))])
    }

    @Test func `content, execute bit and names change the version, times do not`() throws {
        let scratch = try ScratchDirectory()
        try fill(scratch)
        var cache = FolderReader.Cache()
        let first = try read(scratch, &cache).tree
        utimes(scratch.at("job/run.sh"), nil)
        #expect(try read(scratch, &cache).tree == first)
        chmod(scratch.at("job/a.txt"), 0o755)
        let second = try read(scratch, &cache).tree
        #expect(second != first)
        try scratch.write("job/a.txt", "other", mode: 0o755)
        let third = try read(scratch, &cache).tree
        #expect(third != second)
        rename(scratch.at("job/a.txt"), scratch.at("job/c.txt"))
        #expect(try read(scratch, &cache).tree != third)
    }

    @Test func `a change of the same length in the same moment is seen`() throws {
        let scratch = try ScratchDirectory()
        var cache = FolderReader.Cache()
        var seen: Set<TreeID> = []
        for number in 100..<200 {
            // In place: same file, same length, perhaps the same time stamp.
            let path = try scratch.write("job/value", "")
            let file = try Descriptor.open(path, O_WRONLY)
            try file.write(Array("\(number)".utf8))
            seen.insert(try read(scratch, &cache).tree)
        }
        #expect(seen.count == 100)
    }

    @Test func `ignored files are not part of the version`() throws {
        let scratch = try ScratchDirectory()
        try fill(scratch)
        var cache = FolderReader.Cache()
        let before = try read(scratch, &cache) { path, _ in path == "disable.job" || path == "logs" }
        try scratch.write("job/disable.job", "")
        try scratch.write("job/logs/x", "y")
        #expect(try read(scratch, &cache) { path, _ in path == "disable.job" || path == "logs" } == before)
    }

    @Test func `an empty folder has git's id of the empty tree`() throws {
        let scratch = try ScratchDirectory()
        try Folder.create(scratch.at("job/empty"))
        var cache = FolderReader.Cache()
        #expect(try read(scratch, &cache).tree.hexadecimal == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    }

    @Test func `pipes and sockets are left out`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("job/run.sh", "x")
        mkfifo(scratch.at("job/pipe"), 0o600)
        var cache = FolderReader.Cache()
        #expect(try read(scratch, &cache).files.map(\.path) == ["run.sh"])
    }
}
