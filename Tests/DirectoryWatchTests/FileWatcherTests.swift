import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import DirectoryWatch

@Suite struct FileWatcherTests {
    @Test func `it looks when the link moves on, and when the file behind it is written`() async throws {
        try await WatchedFile.watching { file in
            #expect(file.seen.values == ["one"])
            try file.scratch.write("archive/1", "replaced")
            try await eventually("a replaced file is seen") { file.seen.values.last == "replaced" }
            try file.replaceLink("../archive/2")
            try await eventually("a replaced link is seen") { file.seen.values.last == "two" }
            try Descriptor.open(file.scratch.at("archive/2"), O_WRONLY | O_TRUNC).write(Array("written".utf8))
            try await eventually("a file is seen that is written where the link leads now") {
                file.seen.values.last == "written"
            }
        }
    }

    @Test func `a file that comes late is seen`() async throws {
        try await WatchedFile.watching { file in
            try file.replaceLink("../late/folder/3")
            try await eventually("the link is seen") { file.seen.values.last == "" }
            try file.scratch.write("late/folder/3", "three")
            try await eventually("the file is seen") { file.seen.values.last == "three" }
        }
    }

    @Test func `what others do in the same folders is none of its business`() async throws {
        try await WatchedFile.watching { file in
            for number in 0..<50 { try file.scratch.write("archive/other-\(number)", "x") }
            try file.scratch.write("live/other", "x")
            try file.replaceLink("../archive/2")
            try await eventually("the link is seen") { file.seen.values.last == "two" }
            #expect(file.seen.values == ["one", "two"])
        }
    }

    @Test func `changes that do not come to rest are looked at all the same`() async throws {
        var pace = WatchedFile.pace
        pace.quiet = .seconds(3600)
        pace.patience = .milliseconds(50)
        try await WatchedFile.watching(pace) { file in
            try file.replaceLink("../archive/2")
            try await eventually("the link is seen") { file.seen.values.last == "two" }
        }
    }

    @Test func `it looks once in a while in any case`() async throws {
        var pace = WatchedFile.pace
        pace.look = .milliseconds(10)
        try await WatchedFile.watching(pace) { file in
            try await eventually("it has looked several times") { file.seen.values.count > 3 }
        }
    }
}

/// `live/file`, a link to `archive/1`, under a watcher on a loop of its own.
private actor WatchedFile {
    /// It does not look without a reason.
    static var pace: FileWatcher.Pace {
        var pace = FileWatcher.Pace()
        pace.quiet = .milliseconds(20)
        pace.look = .seconds(3600)
        return pace
    }

    nonisolated let scratch: ScratchDirectory
    /// What lay there at each look; nothing where there was no file.
    nonisolated let seen = Recorder<String>()
    private let loop: SystemLoop
    private var watcher: FileWatcher?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("archive/1", "one")
        try scratch.write("archive/2", "two")
        try Folder.create(scratch.at("live"))
        loop = try SystemLoop(name: "test-file")
        try replaceLink("../archive/1")
    }

    static func watching(
        _ pace: FileWatcher.Pace = WatchedFile.pace,
        _ body: (WatchedFile) async throws -> Void
    ) async throws {
        let file = try WatchedFile()
        await file.begin(pace)
        do {
            try await body(file)
        } catch {
            await file.stop()
            throw error
        }
        await file.stop()
    }

    private func begin(_ pace: FileWatcher.Pace) {
        let (seen, path) = (seen, scratch.at("live/file"))
        let watcher = FileWatcher(paths: [path], loop: loop, clock: SystemClock(), pace: pace) {
            // One that cannot be read is none.
            seen.add((try? FileContents.text(path)) ?? "")
        }
        watcher.start()
        self.watcher = watcher
    }

    private func stop() {
        watcher?.stop()
        watcher = nil
    }

    nonisolated func replaceLink(_ target: String) throws {
        try SymbolicLink.create(scratch.at("live/new"), to: Array(target.utf8))
        try check("rename") { rename(scratch.at("live/new"), scratch.at("live/file")) }
    }
}
