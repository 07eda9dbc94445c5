import Glibc
import JobModel
import LinuxSystem
import ProcessSupervision
import RunHistory

/// Removes the oldest logs until the others are well within their budget.
struct LogRemoval {
    /// Of the budget, what is left free then: so that the next look at all logs is some time away.
    static let freePart = 10

    let layout: HomeLayout
    let history: RunStore
    let instance: InstanceID
    let budget: Int
    let now: Timestamp

    /// Bytes left.
    private(set) var bytes = 0
    private(set) var removedFiles = 0
    private(set) var removedBytes = 0
    /// Of logs that go on: how many files and bytes they have lost.
    private(set) var rolled: [JobID: (files: Int, bytes: Int)] = [:]
    private(set) var failure: SystemError?

    init(_ layout: HomeLayout, _ history: RunStore, _ instance: InstanceID, budget: Int, now: Timestamp) {
        self.layout = layout
        self.history = history
        self.instance = instance
        self.budget = budget
        self.now = now
    }

    /// Nothing is removed while all is within the budget.
    mutating func run() {
        let inventory = LogInventory(layout, history)
        bytes = inventory.bytes
        guard budget > 0, bytes > budget else { return }
        let target = budget - budget / Self.freePart
        for log in inventory.oldestFirst() {
            if bytes <= target { break }
            do throws(SystemError) {
                guard try remove(log, inventory) else { continue }
                bytes -= log.bytes
                removedBytes += log.bytes
                removedFiles += 1
            } catch {
                failure = error
            }
        }
    }

    /// Whether it was removed: a run that goes on keeps its output.
    mutating func remove(_ log: LogInventory.OldLog, _ inventory: LogInventory) throws(SystemError) -> Bool {
        switch log.place {
        case .run(let job, let run):
            return try history.replaceOutput(of: run, inventory.jobs[job].name, with: line(log.bytes))
        case .rolled(let index, let number, let inode):
            let job = inventory.jobs[index]
            guard let path = path(of: inode, layout.log(of: job), from: number) else { return false }
            try check("unlink", path: path) { unlink(path) }
            let known = rolled[job] ?? (0, 0)
            rolled[job] = (known.files + 1, known.bytes + log.bytes)
            return true
        }
    }

    /// Files that may roll between a look at all logs and the removal of one.
    private static let mostRolls = 64

    /// Where a file lies by now: it may have rolled on since it was seen.
    ///
    /// `nil` when it is gone.
    private func path(of inode: UInt, _ log: String, from number: Int) -> String? {
        var information = stat()
        return (number...(number + Self.mostRolls)).lazy.map { RolledLogName.older(log, $0) }.first {
            lstat($0, &information) == 0 && UInt(information.st_ino) == inode
        }
    }

    /// What stands in the place of a run's output.
    private func line(_ bytes: Int) -> [UInt8] {
        var stamp = LogStamp(instance: instance)
        let text = "the output of this run, \(bytes) bytes, was removed: \(Self.reason(budget))\n"
        return stamp.bytes(for: .systemWarning, at: now) + Array(text.utf8)
    }

    static func reason(_ budget: Int) -> String {
        "the logs of the site had become larger than log.budget, \(ByteSizeText.shown(budget)), and the oldest go first"
    }
}
