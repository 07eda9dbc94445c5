import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Deployments
@testable import GitHosting

@Suite struct FileSourceTests {
    private let scratch: ScratchDirectory
    private let repository: Repository
    private let jobPath = "App_Data/jobs/triggered/a"

    private var unpacked: String { scratch.at("unpacked") }

    init() throws {
        scratch = try ScratchDirectory()
        try Repository.create(at: scratch.at("repository"))
        repository = try Repository(opening: scratch.at("repository"))
    }

    /// An archive with one job of two files with equal content and a script, below `prefix`.
    private func unpack(
        below prefix: String = "",
        emptyFolder: Bool = false,
        sparesSmall: Bool = false
    ) throws -> UnpackedArchive {
        let job = "source/\(prefix)\(jobPath)"
        try scratch.write("\(job)/run.sh", "#!/bin/sh\n", mode: 0o755)
        for name in ["one", "inner/two"] { try scratch.write("\(job)/\(name)", "same") }
        if emptyFolder { try Folder.create(scratch.at("\(job)/empty")) }
        let zip = try RunningProgram("/bin/sh", ["-c", "cd \(scratch.at("source")) && zip -q -r ../a.zip ."])
        #expect(try zip.waitForExit() == .code(0))
        let archive = SharedDescriptor(try Descriptor.open(scratch.at("a.zip")))
        return try UnpackedArchive(archive, to: unpacked, in: repository, sparesSmall: sparesSmall)
    }

    private func inode(_ path: String) throws -> UInt64 {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        return UInt64(information.st_ino)
    }

    @Test func `an unpacked archive is a stored tree`() throws {
        let archive = try unpack()
        #expect(try archive.site == repository.store(folder: scratch.at("source")))
        #expect(try repository.differences(from: nil, to: archive.site).count == 3)
    }

    @Test func `a small archive is stored without being unpacked`() throws {
        let archive = try unpack(sparesSmall: true)
        #expect(archive.folder == nil && !Folder.exists(unpacked))
        #expect(try archive.site == repository.store(folder: scratch.at("source")))
        let source = FileSource(repository)
        source.add(archive)
        let entry = try #require(archive.stored.files["\(jobPath)/run.sh"])
        #expect(!source.move(entry, to: scratch.at("run.sh")))
        try source.write(entry, at: scratch.at("run.sh"))
        #expect(try scratch.read("run.sh") == "#!/bin/sh\n")
    }

    @Test(arguments: [(32, 1, true), (33, 1, false), (1, 1024 * 1024, true), (1, 1024 * 1024 + 1, false)])
    func `what is small goes by entries and bytes`(count: Int, size: Int, isSmall: Bool) throws {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<size / 8 + 1).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }.prefix(size)
        try Folder.create(scratch.at("files"))
        for index in 0..<count { try AtomicFile.write(Array(bytes), to: scratch.at("files/\(index)")) }
        let zip = try RunningProgram("/bin/sh", ["-c", "cd \(scratch.at("files")) && zip -q -D -r ../b.zip ."])
        #expect(try zip.waitForExit() == .code(0))
        let archive = SharedDescriptor(try Descriptor.open(scratch.at("b.zip")))
        #expect(try (UnpackedArchive(archive, to: unpacked, in: repository).folder == nil) == isSmall)
    }

    @Test func `a lone folder around the site is entered`() throws {
        let archive = try unpack(below: "wrapped/")
        #expect(try archive.site == repository.store(folder: scratch.at("source/wrapped")))
        #expect(archive.site != archive.stored.tree)
    }

    @Test func `a broken archive leaves no objects behind`() throws {
        try scratch.write("broken.zip", "PK nothing")
        let archive = SharedDescriptor(try Descriptor.open(scratch.at("broken.zip")))
        #expect(throws: (any Error).self) {
            try UnpackedArchive(archive, to: unpacked, in: repository, sparesSmall: false)
        }
        #expect(try Folder.names(in: scratch.at("repository/objects/pack")).isEmpty)
    }

    @Test func `files are moved from the archive while it has them, then come from the repository`() throws {
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let entry = try #require(archive.stored.files["\(jobPath)/one"])
        let places = Set([
            try inode("\(unpacked)/\(jobPath)/one"), try inode("\(unpacked)/\(jobPath)/inner/two"),
        ])
        for name in ["1", "2", "3"] {
            if !source.move(entry, to: scratch.at(name)) { try source.write(entry, at: scratch.at(name)) }
            #expect(try scratch.read(name) == "same")
        }
        #expect(Set([try inode(scratch.at("1")), try inode(scratch.at("2"))]) == places)
        #expect(!places.contains(try inode(scratch.at("3"))))
    }

    @Test func `a file that is executable now is not one that was not`() throws {
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let plain = try #require(archive.stored.files["\(jobPath)/one"])
        let executable = TreeEntry(name: "one", kind: .executable, object: plain.object)
        #expect(!source.move(executable, to: scratch.at("1")))
        try source.write(executable, at: scratch.at("1"))
        #expect(access(scratch.at("1"), X_OK) == 0)
        #expect(access("\(unpacked)/\(jobPath)/one", X_OK) != 0)
    }

    @Test func `a whole job is moved in one step, once`() throws {
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let tree = try #require(try repository.folder(at: jobPath, of: archive.site))
        let folder = try inode("\(unpacked)/\(jobPath)")
        #expect(source.placeFolder(tree, at: scratch.at("job")))
        #expect(try inode(scratch.at("job")) == folder)
        #expect(try repository.store(folder: scratch.at("job")) == tree)
        #expect(!source.placeFolder(tree, at: scratch.at("again")))
        // What is wanted once more is written from the repository.
        #expect(!source.move(try #require(archive.stored.files["\(jobPath)/run.sh"]), to: scratch.at("run.sh")))
    }

    @Test func `of many equal folders each is moved once`() throws {
        for index in 0..<300 { try scratch.write("source/App_Data/jobs/triggered/job\(index)/run.sh", "same") }
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let tree = try #require(try repository.folder(at: "App_Data/jobs/triggered/job1", of: archive.site))
        for index in 0..<300 { #expect(source.placeFolder(tree, at: scratch.at("placed\(index)"))) }
        #expect(!source.placeFolder(tree, at: scratch.at("once more")))
    }

    @Test func `a folder from which something was taken is not moved whole`() throws {
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let tree = try #require(try repository.folder(at: jobPath, of: archive.site))
        #expect(source.move(try #require(archive.stored.files["\(jobPath)/one"]), to: scratch.at("1")))
        #expect(!source.placeFolder(tree, at: scratch.at("job")))
    }

    @Test func `a folder with more in it than its tree is not moved whole`() throws {
        let archive = try unpack(emptyFolder: true)
        let source = FileSource(repository)
        source.add(archive)
        let tree = try #require(try repository.folder(at: jobPath, of: archive.site))
        #expect(!source.placeFolder(tree, at: scratch.at("job")))
    }

    @Test func `a staged folder takes what is unpacked, whole or file by file`() throws {
        let archive = try unpack()
        let source = FileSource(repository)
        source.add(archive)
        let tree = try #require(try repository.folder(at: jobPath, of: archive.site))
        let whole = StagedFolder(path: scratch.at("staged/jobs/whole"), source: source)
        #expect(try whole.take(tree))
        let single = StagedFolder(path: scratch.at("staged/jobs/single"), source: source)
        #expect(try !single.take(tree))
        try single.apply(repository.differences(from: nil, to: tree))
        #expect(try repository.store(folder: single.path) == tree)
        #expect(try repository.store(folder: whole.path) == tree)
    }
}
