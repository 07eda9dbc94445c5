import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import DirectoryWatch

/// With the kernel's own events.
@Suite struct JobTreeWatcherTests {
    private let first = JobFolder(type: .continuous, name: "first")
    private let second = JobFolder(type: .triggered, name: "second")

    /// Makes two jobs and lets them come to rest.
    private func addJobs(_ site: WatchedSite) async throws {
        try site.scratch.write("jobs/continuous/first/run.sh", "1")
        try site.scratch.write("jobs/triggered/second/run.sh", "1")
        let news = try await site.news()
        #expect(news == [.settled(first), .settled(second)])
    }

    // MARK: jobs that come and go

    @Test func `a new folder is reported when it has come to rest`() async throws {
        try await WatchedSite.watching { site in
            try site.scratch.write("jobs/continuous/first/run.sh", "1")
            #expect(try await site.news() == [.settled(first)])
            #expect(try await site.news().isEmpty)
        }
    }

    @Test func `a folder whose name is no job's is reported like any other`() async throws {
        try await WatchedSite.watching { site in
            try Folder.create(site.scratch.at("jobs/triggered/no job's name"))
            let folder = JobFolder(type: .triggered, name: "no job's name")
            #expect(try await site.news() == [.settled(folder)])
        }
    }

    @Test func `a folder that is moved in is reported, and so is the place it left`() async throws {
        try await WatchedSite.watching { site in
            try site.scratch.write("staged/run.sh", "1")
            try Folder.move(site.scratch.at("staged"), toNew: site.scratch.at("jobs/continuous/first"))
            #expect(try await site.news() == [.settled(first)])
            try Folder.move(site.scratch.at("jobs/continuous/first"), toNew: site.scratch.at("jobs/triggered/second"))
            #expect(try await site.news() == [.settled(first), .settled(second)])
            try site.scratch.write("jobs/triggered/second/run.sh", "2")
            #expect(try await site.news() == [.settled(second)])
        }
    }

    @Test func `a removed folder is reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try Folder.removeTree(site.scratch.at("jobs/continuous/first"))
            #expect(try await site.news() == [.settled(first)])
            try site.scratch.write("jobs/continuous/first/run.sh", "2")
            #expect(try await site.news() == [.settled(first)])
        }
    }

    @Test func `plain files beside the jobs, and folders beside their types, are none`() async throws {
        try await WatchedSite.watching { site in
            try site.scratch.write("jobs/continuous/readme.txt", "1")
            try site.scratch.write("jobs/other/first/run.sh", "1")
            try site.scratch.write("elsewhere/run.sh", "1")
            #expect(try await site.news().isEmpty)
        }
    }

    // MARK: what changes inside

    @Test func `a file that is edited in place is reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            let path = site.scratch.at("jobs/continuous/first/run.sh")
            try Descriptor.open(path, O_WRONLY | O_TRUNC).write(Array("2".utf8))
            #expect(try await site.news() == [.settled(first)])
        }
    }

    @Test func `a file that is saved under a new name and renamed is reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try site.scratch.write("jobs/triggered/second/run.sh", "2")
            #expect(try await site.news() == [.settled(second)])
        }
    }

    @Test func `a file that is removed, and a mode that changes, are reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            let path = site.scratch.at("jobs/triggered/second/run.sh")
            try check("chmod", path: path) { chmod(path, 0o700) }
            #expect(try await site.news() == [.settled(second)])
            try Folder.removeTree(path)
            #expect(try await site.news() == [.settled(second)])
        }
    }

    @Test func `new folders are watched however deep they are`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try Folder.create(site.scratch.at("jobs/continuous/first/a/b/c"))
            #expect(try await site.news() == [.settled(first)])
            try site.scratch.write("jobs/continuous/first/a/b/c/file", "1")
            #expect(try await site.news() == [.settled(first)])
            try Folder.move(
                site.scratch.at("jobs/continuous/first/a"),
                toNew: site.scratch.at("jobs/continuous/first/z")
            )
            #expect(try await site.news() == [.settled(first)])
            try site.scratch.write("jobs/continuous/first/z/b/c/file", "2")
            #expect(try await site.news() == [.settled(first)])
        }
    }

    @Test func `an exchanged folder is reported, and the new one is watched in place of the old`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try site.scratch.write("staged/run.sh", "2")
            try Folder.exchange(site.scratch.at("staged"), site.scratch.at("jobs/continuous/first"))
            #expect(try await site.news() == [.settled(first)])
            try site.scratch.write("staged/run.sh", "3")
            #expect(try await site.news().isEmpty)
            try site.scratch.write("jobs/continuous/first/run.sh", "3")
            #expect(try await site.news() == [.settled(first)])
        }
    }

    @Test func `what a link leads to is not watched`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try Folder.create(site.scratch.at("outside"))
            let link = site.scratch.at("jobs/continuous/first/link")
            try SymbolicLink.create(link, to: Array(site.scratch.at("outside").utf8))
            #expect(try await site.news() == [.settled(first)])
            try site.scratch.write("outside/file", "1")
            #expect(try await site.news().isEmpty)
        }
    }

    @Test func `what is to be ignored is not reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            await site.configure(first, ignore: ["*.log"])
            for name in ["out.log", ".run.sh.swp", "__pycache__/run.pyc"] {
                let path = site.scratch.at("jobs/continuous/first/\(name)")
                if name.contains("/") { try Folder.create(site.scratch.at("jobs/continuous/first/__pycache__")) }
                try Descriptor.open(path, O_WRONLY | O_CREAT).write([1])
            }
            #expect(try await site.news().isEmpty)
            // Its rules are its own.
            try Descriptor.open(site.scratch.at("jobs/triggered/second/out.log"), O_WRONLY | O_CREAT).write([1])
            #expect(try await site.news() == [.settled(second)])
        }
    }

    // MARK: waiting

    @Test func `a wait that is ended is not reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            let scratch = site.scratch
            let wasWaiting = try await site.settle(first) { try scratch.write("jobs/continuous/first/run.sh", "2") }
            let waitsAgain = try await site.settle(first) {}
            #expect(wasWaiting)
            #expect(!waitsAgain)
            #expect(try await site.news().isEmpty)
        }
    }

    @Test func `after the end nothing is reported`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            await site.stop()
            try site.scratch.write("jobs/continuous/first/run.sh", "2")
            #expect(try await site.news().isEmpty)
        }
    }

    // MARK: beside the jobs

    @Test func `single files are reported whenever they are replaced or removed`() async throws {
        try await WatchedSite.watching(files: ["site/settings.json", "settings.json"]) { site in
            try site.scratch.write("settings.json", "{}")
            let near = site.scratch.at("settings.json")
            #expect(try await site.news() == [.file(near)])
            try Folder.removeTree(near)
            #expect(try await site.news() == [.file(near)])
            try site.scratch.write("other.json", "{}")
            #expect(try await site.news().isEmpty)
        }
    }

    @Test func `jobs are found again when the folder above them was replaced`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try Folder.move(site.scratch.at("jobs"), toNew: site.scratch.at("old"))
            #expect(try await site.news().contains(.everything))
            try Folder.create(site.scratch.at("jobs/continuous"))
            #expect(try await site.news().contains(.everything))
            try site.scratch.write("jobs/continuous/first/run.sh", "2")
            #expect(try await site.news().contains(.settled(first)))
            try site.scratch.write("old/triggered/second/run.sh", "3")
            #expect(try await !site.news().contains(.settled(second)))
        }
    }

    // MARK: limits

    @Test func `when the kernel's queue overflows, everything is looked at`() async throws {
        try await WatchedSite.watching { site in
            try await addJobs(site)
            try await site.overflow("jobs/continuous/file")
            #expect(try await site.news() == [.everything])
            try site.scratch.write("jobs/continuous/first/run.sh", "2")
            #expect(try await site.news() == [.settled(first)])
        }
    }

    @Test func `where folders cannot be watched it says what to do, once, and looks every 2 s`() async throws {
        #expect(JobTreeWatcher.pollInterval == .seconds(2))
        #expect(JobTreeWatcher.rescanInterval == .seconds(300))
        try await WatchedSite.watching { site in
            let refusal = SystemError(call: "inotify_add_watch", code: ENOSPC)
            for _ in 0..<3 { await site.refuseWatches(because: refusal) }
            let advice =
                "the limit of watched folders is used up; raise it: sysctl fs.inotify.max_user_watches=524288. "
                + "Until then jobs are looked at every 2 s"
            try await eventually("everything is looked at, again and again") {
                await site.reports.filter { $0 == .everything }.count >= 2
            }
            // On a busy machine the first looks may come before the last refusal.
            #expect(await site.takeReports().filter { $0 != .everything } == [.watchLimitReached(advice)])
        }
    }

    @Test func `another refusal is told in the kernel's words`() async throws {
        try await WatchedSite.watching { site in
            await site.refuseWatches(because: SystemError(call: "inotify_init1", code: EMFILE))
            let told = "inotify_init1 failed: Too many open files. Until then jobs are looked at every 2 s"
            #expect(await site.takeReports().first == .watchLimitReached(told))
        }
    }
}
