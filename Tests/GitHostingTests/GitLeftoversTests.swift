import GitHosting
import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct GitLeftoversTests {
    private let scratch: ScratchDirectory
    private var path: String { scratch.at("repository") }

    init() throws {
        scratch = try ScratchDirectory()
        try Repository.create(at: scratch.at("repository"))
    }

    @Test func `locks and objects of pushes that were cut off go, all else stays`() throws {
        let left = [
            "HEAD.lock", "packed-refs.lock", "refs/heads/deep/main.lock",
            "objects/tmp_objdir-incoming-x1/pack/tmp_pack_1",
        ]
        let kept = ["refs/heads/deep/other", "objects/pack/pack-1.pack", "hooks/my.lock", "config"]
        for file in left + kept { try scratch.write("repository/\(file)", "x") }
        let cleared = try GitLeftovers(in: path, clock: SystemClock()).clear()
        #expect(
            cleared == ["HEAD.lock", "packed-refs.lock", "refs/heads/deep/main.lock", "objects/tmp_objdir-incoming-x1"]
        )
        for file in left { #expect(try scratch.read("repository/\(file)") == nil, "\(file)") }
        for file in kept { #expect(try scratch.read("repository/\(file)") != nil, "\(file)") }
        #expect(try GitLeftovers(in: path, clock: SystemClock()).clear() == [])
    }

    @Test func `while git works there, its locks are left alone`() throws {
        try scratch.write("repository/HEAD.lock", "x")
        let input = try Pipe().split()
        defer { withExtendedLifetime(input.writing) {} }
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        // It waits for what it is to hash.
        let git = try SpawnedProcess.started(
            SpawnRequest(
                program: "/usr/bin/git",
                arguments: ["git", "hash-object", "--stdin"],
                environment: [],
                directory: path,
                standardInput: input.reading,
                standardOutput: null,
                standardError: null
            )
        )
        #expect(try GitLeftovers(in: path, clock: SystemClock()).clear() == nil)
        #expect(try scratch.read("repository/HEAD.lock") == "x")
        _ = git.send(SIGKILL)
        _ = try git.waitForExit()
        #expect(try GitLeftovers(in: path, clock: SystemClock()).clear() == ["HEAD.lock"])
    }
}
