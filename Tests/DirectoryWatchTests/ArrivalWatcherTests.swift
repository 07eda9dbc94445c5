import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import DirectoryWatch

@Suite struct ArrivalWatcherTests {
    @Test func `a file is reported when it is complete`() async throws {
        try await WatchedInbox.watching { watch in
            let file = open(watch.scratch.at("in/slow"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            try watch.put("quick")
            #expect(await watch.news() == [.file(folder: watch.folder, name: "quick")])
            close(file)
            // A process that is just being started elsewhere may share the file for a moment.
            var news: [ArrivalWatcher.Report] = []
            try await eventually("it is reported") {
                news += await watch.news()
                return !news.isEmpty
            }
            #expect(news == [.file(folder: watch.folder, name: "slow")])
        }
    }

    @Test func `a file that is moved in or leaves is reported, a folder is not`() async throws {
        try await WatchedInbox.watching { watch in
            try watch.scratch.write("outside", "x")
            #expect(rename(watch.scratch.at("outside"), watch.scratch.at("in/moved")) == 0)
            try Folder.create(watch.scratch.at("in/folder"))
            #expect(await watch.news() == [.file(folder: watch.folder, name: "moved")])
            #expect(rename(watch.scratch.at("in/moved"), watch.scratch.at("in/renamed")) == 0)
            unlink(watch.scratch.at("in/renamed"))
            rmdir(watch.scratch.at("in/folder"))
            let expected: [ArrivalWatcher.Report] = [
                .fileGone(folder: watch.folder, name: "moved"), .file(folder: watch.folder, name: "renamed"),
                .fileGone(folder: watch.folder, name: "renamed"),
            ]
            #expect(await watch.news() == expected)
        }
    }

    @Test func `a folder is watched under every name that leads to it`() async throws {
        try await WatchedInbox.watching { watch in
            #expect(symlink(watch.folder, watch.scratch.at("link")) == 0)
            try await watch.watch(watch.scratch.at("link"))
            try watch.put("file")
            let both: [ArrivalWatcher.Report] = [
                .file(folder: watch.folder, name: "file"), .file(folder: watch.scratch.at("link"), name: "file"),
            ]
            #expect(await watch.news() == both)
            await watch.unwatch(watch.folder)
            try watch.put("file")
            #expect(await watch.news() == [both[1]])
        }
    }

    @Test func `a folder that goes is reported and can be watched again`() async throws {
        try await WatchedInbox.watching { watch in
            try Folder.removeTree(watch.folder)
            #expect(await watch.news() == [.folderGone(watch.folder)])
            await #expect(throws: SystemError.self) { try await watch.watch(watch.folder) }
            try Folder.create(watch.folder)
            try await watch.watch(watch.folder)
            try watch.put("file")
            #expect(await watch.news() == [.file(folder: watch.folder, name: "file")])
        }
    }
}

/// One folder, `in`, under a watcher on a loop of its own.
private actor WatchedInbox {
    nonisolated let scratch: ScratchDirectory
    nonisolated let folder: String
    private let loop: SystemLoop
    private var watcher: ArrivalWatcher?
    private var reports: [ArrivalWatcher.Report] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init() throws {
        scratch = try ScratchDirectory()
        folder = scratch.at("in")
        try Folder.create(folder)
        loop = try SystemLoop(name: "test-arrivals")
    }

    static func watching(_ body: (WatchedInbox) async throws -> Void) async throws {
        let inbox = try WatchedInbox()
        try await inbox.begin()
        do {
            try await body(inbox)
        } catch {
            await inbox.stop()
            throw error
        }
        await inbox.stop()
    }

    private func stop() {
        watcher?.stop()
        watcher = nil
    }

    private func begin() throws {
        watcher = try ArrivalWatcher(loop: loop) { [unowned self] report in
            self.assumeIsolated { $0.reports.append(report) }
        }
        try watcher?.watch(folder)
    }

    /// Writes a file as a plain program does, under its own name.
    nonisolated func put(_ name: String) throws {
        try Descriptor.open("\(folder)/\(name)", O_WRONLY | O_CREAT).write([1])
    }

    func watch(_ path: String) throws { try watcher?.watch(path) }
    func unwatch(_ path: String) { watcher?.unwatch(path) }

    /// What has been reported since the last call; everything up to now has been read.
    func news() -> [ArrivalWatcher.Report] {
        watcher?.read()
        defer { reports = [] }
        return reports
    }
}
