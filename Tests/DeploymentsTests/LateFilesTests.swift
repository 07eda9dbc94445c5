import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import Deployments

/// What was written into a job's folder while its next one was prepared.
@Suite struct LateFilesTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func carry(_ deployed: Set<String> = ["run.sh", "gone/lib.sh"]) {
        LateFiles(deployed: deployed).carry(from: scratch.at("old"), to: scratch.at("live"))
    }

    @Test func `new files come along, with the folders above them`() throws {
        try scratch.write("old/run.sh", "v1")
        try scratch.write("old/gone/lib.sh", "v1")
        try scratch.write("old/notes/today/a.txt", "mine")
        try SymbolicLink.create(scratch.at("old/latest"), to: Array("notes".utf8))
        try scratch.write("live/run.sh", "v2")
        carry()
        #expect(try scratch.read("live/run.sh") == "v2")
        #expect(try scratch.read("live/notes/today/a.txt") == "mine")
        #expect(try SymbolicLink.target(of: scratch.at("live/latest")) == Array("notes".utf8))
        // What the deployment removed stays away, its folder as well.
        #expect(!AtomicFile.exists(scratch.at("live/gone")))
        // The old folder is whole, should the deployment be undone.
        #expect(try scratch.read("old/notes/today/a.txt") == "mine")
    }

    @Test func `a file that was saved once more is the newer one`() throws {
        try scratch.write("live/data.txt", "before")
        try scratch.write("old/data.txt", "after")
        var times = [timespec(tv_sec: 2_000_000_000, tv_nsec: 0), timespec(tv_sec: 2_000_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, scratch.at("old/data.txt"), &times, 0) == 0)
        carry()
        #expect(try scratch.read("live/data.txt") == "after")
        #expect(try Folder.names(in: scratch.at("live")) == ["data.txt"])
    }

    @Test func `what is the same, or older, stays`() throws {
        try scratch.write("old/data.txt", "same")
        try Folder.create(scratch.at("live"))
        #expect(link(scratch.at("old/data.txt"), scratch.at("live/data.txt")) == 0)
        try scratch.write("old/b.txt", "old")
        try scratch.write("live/b.txt", "new")
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, scratch.at("old/b.txt"), &times, 0) == 0)
        carry()
        #expect(try scratch.read("live/b.txt") == "new")
        LateFiles(deployed: []).carry(from: scratch.at("none"), to: scratch.at("live"))
    }
}
