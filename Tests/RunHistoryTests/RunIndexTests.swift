import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import RunHistory

@Suite struct RunIndexTests {
    private let scratch: ScratchDirectory
    private let index = RunIndex()
    private let folder: String

    init() throws {
        scratch = try ScratchDirectory()
        folder = scratch.at("runs")
        try Folder.create(folder)
    }

    private func run(_ number: Int) -> RunID {
        RunID(start: Timestamp(seconds: 1_700_000_000 + Int64(number)))
    }

    private func add(_ run: RunID) {
        try? index.change(folder, adding: run) { () throws(SystemError) in try Folder.create("\(folder)/\(run)") }
    }

    private func remove(_ run: RunID) {
        try? index.change(folder, removing: run) { () throws(SystemError) in try Folder.removeTree("\(folder)/\(run)") }
    }

    /// Makes the folder's last change an old one, so that its list is known for sure.
    private func age() {
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        utimensat(AT_FDCWD, folder, &times, 0)
    }

    /// Retention, the spare folder, starts and readers each have a thread of their own.
    @Test func `no run is lost or kept when others change and list the folder at the same moment`() async {
        let spare = "\(folder)/.next"
        add(run(0))
        for number in 1...1000 {
            age()
            #expect(index.runs(in: folder) == [run(number - 1)])
            await withTaskGroup { group in
                group.addTask { add(run(number)) }
                group.addTask { index.change(folder) { _ = number % 2 == 0 ? rmdir(spare) : mkdir(spare, 0o755) } }
                group.addTask { remove(run(number - 1)) }
                group.addTask { _ = index.runs(in: folder) }
            }
            guard index.runs(in: folder) == [run(number)] else {
                Issue.record("\(index.runs(in: folder)) instead of \(run(number))")
                return
            }
        }
    }

    @Test func `runs that are made or removed by hand are seen`() throws {
        for number in 0..<500 {
            try Folder.create("\(folder)/\(run(number))")
            #expect(index.runs(in: folder) == [run(number)])
            try Folder.removeTree("\(folder)/\(run(number))")
            #expect(index.runs(in: folder) == [])
        }
    }
}
