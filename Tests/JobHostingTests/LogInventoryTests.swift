import JobModel
import LinuxSystem
import RunHistory
import TestKit
import Testing

@testable import JobHosting

@Suite struct LogInventoryTests {
    private let scratch: ScratchDirectory
    private let layout: HomeLayout
    private let folder = "data/jobs/continuous/worker"

    init() throws {
        scratch = try ScratchDirectory()
        layout = HomeLayout(home: scratch.path)
        // Of the second nothing is left: it went while the others got their numbers.
        for (name, size) in [("job_log", 10), ("job_prev_log", 20), ("job_prev_log.3", 30), ("job_prev_log.12", 40)] {
            try scratch.write("\(folder)/\(name).txt", String(repeating: "x", count: size))
        }
        for other in ["job_prev_log.0", "job_prev_log.03", "job_prev_log.3.gz", "job_prev_log.x", "own"] {
            try scratch.write("\(folder)/\(other).txt", "nothing of the log")
        }
    }

    private func removal(_ budget: Int) throws -> LogRemoval {
        let instance = try #require(InstanceID("abcdef"))
        return LogRemoval(layout, RunStore(layout: layout), instance, budget: budget, now: SystemClock().wallTime())
    }

    @Test func `all files of a log are counted, also behind one that is missing`() {
        let inventory = LogInventory(layout, RunStore(layout: layout))
        #expect(inventory.bytes == 100)
        #expect(inventory.oldestFirst().map(\.bytes).sorted() == [20, 30, 40])
    }

    @Test(arguments: [(100, 100), (99, 60), (60, 30), (20, 10), (1, 10)])
    func `the oldest go until the others are within the budget`(budget: Int, left: Int) throws {
        var removal = try removal(budget)
        removal.run()
        #expect(removal.bytes == left && removal.failure == nil)
        #expect(LogInventory(layout, RunStore(layout: layout)).bytes == left)
        #expect(try Folder.names(in: scratch.at(folder)).count >= 6)
    }

    @Test func `a file that got another number meanwhile is the one that goes`() throws {
        let inventory = LogInventory(layout, RunStore(layout: layout))
        let oldest = try #require(inventory.oldestFirst().first)
        #expect(oldest.bytes == 40)
        try Folder.move(scratch.at("\(folder)/job_prev_log.12.txt"), toNew: scratch.at("\(folder)/job_prev_log.14.txt"))
        try scratch.write("\(folder)/job_prev_log.12.txt", String(repeating: "y", count: 50))
        var removal = try removal(99)
        #expect(try removal.remove(oldest, inventory))
        #expect(try scratch.read("\(folder)/job_prev_log.14.txt") == nil)
        #expect(try scratch.read("\(folder)/job_prev_log.12.txt")?.count == 50)
        #expect(try !removal.remove(oldest, inventory))
    }
}
