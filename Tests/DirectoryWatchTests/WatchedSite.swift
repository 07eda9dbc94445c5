import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import DirectoryWatch

/// A folder of jobs under a real watcher, which lives on a loop of its own.
///
/// The jobs lie in `jobs/continuous` and `jobs/triggered` of a scratch folder.
actor WatchedSite {
    nonisolated let scratch: ScratchDirectory
    private let loop: SystemLoop
    private var watcher: JobTreeWatcher?
    private(set) var reports: [WatchReport] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init() throws {
        let scratch = try ScratchDirectory()
        for type in JobType.allCases { try Folder.create(scratch.at("jobs/\(type.rawValue)")) }
        self.scratch = scratch
        loop = try SystemLoop(name: "test-watch")
    }

    /// Watches, runs the body, and ends the watch; what is reported at the beginning is left out.
    static func watching(
        files: [String] = [],
        _ body: (WatchedSite) async throws -> Void
    ) async throws {
        let site = try WatchedSite()
        await site.start(files.map { site.scratch.at($0) })
        do {
            let first = try await site.news()
            guard first == [.everything] else { throw UnexpectedReports(reports: first) }
            try await body(site)
        } catch {
            await site.stop()
            throw error
        }
        await site.stop()
    }

    private func start(_ files: [String]) {
        let watcher = JobTreeWatcher(
            root: scratch.at("jobs"),
            base: scratch.path,
            files: files,
            loop: loop,
            clock: SystemClock()
        ) { report in
            self.reports.append(report)
        }
        self.watcher = watcher
        watcher.start()
    }

    func stop() {
        watcher?.stop()
        watcher = nil
    }

    // MARK: what was reported

    /// All that is reported from the last call until everything has come to rest.
    nonisolated func news() async throws -> Set<WatchReport> {
        try await eventually("everything has come to rest") { await isAtRest() }
        return Set(await takeReports())
    }

    /// Whether every change up to now has been reported.
    private func isAtRest() -> Bool {
        guard let watcher else { return true }
        watcher.drain()
        return watcher.pending.values.allSatisfy { !$0.isPending }
    }

    func takeReports() -> [WatchReport] {
        defer { reports = [] }
        return reports
    }

    // MARK: what needs the loop's thread

    /// Changes something and ends the wait before it can be over.
    func settle(_ folder: JobFolder, after change: @Sendable () throws -> Void) throws -> Bool {
        try change()
        watcher?.drain()
        return watcher?.settleNow(folder) == true
    }

    func configure(_ folder: JobFolder, quietPeriod: Duration? = nil, ignore: [String] = []) {
        watcher?.configure(folder, quietPeriod: quietPeriod, ignore: IgnoreRules(patterns: ignore))
    }

    /// What the watcher does when the kernel refuses a watch.
    func refuseWatches(because error: SystemError) {
        watcher?.poll(because: error)
    }

    /// Makes and removes a file so often that the kernel's queue of events overflows before anybody reads it.
    func overflow(_ name: String) throws {
        let text = try FileContents.text("/proc/sys/fs/inotify/max_queued_events") ?? ""
        let limit = Int(text.filter { $0 != "\n" }) ?? 0
        let path = scratch.at(name)
        for _ in 0...(limit / 2) {
            _ = try Descriptor.open(path, O_WRONLY | O_CREAT)
            unlink(path)
        }
    }
}

/// The watcher did not begin as it should.
struct UnexpectedReports: Error {
    let reports: Set<WatchReport>
}
