import Glibc
import JobModel
import LinuxSystem

/// Removing working copies that nothing runs from; making them is part of the look at a folder.
extension JobHost {
    /// Old copies are removed this much later, so that the disk is free for the start of the new version.
    private static let removalDelay: Duration = .seconds(1)

    /// Moves all copies of an earlier host out of the way and removes them when there is time, besides those in use.
    func clearWorkingCopies(keeping used: Set<String>) throws(SystemError) {
        let copies = layout.workingCopies
        guard Folder.exists(copies) else { return }
        // With some in use, what else there is goes with the job's next change, or with the next start.
        guard used.allSatisfy({ !$0.hasPrefix("\(copies)/") }) else { return }
        let old = "\(copies).old.\(clock.wallTime().nanoseconds)"
        try Folder.move(copies, toNew: old)
        remove([old])
    }

    /// Removes the copies of a job that are neither its present version nor in use.
    func discardOldCopies(_ id: JobID, _ job: HostedJob) {
        guard let finding = job.finding else { return }
        var used: Set<String> = [finding.root]
        for process in job.processes { used.formUnion(process.started.map(\.root)) }
        for run in job.runs.active { used.insert(run.workingCopy) }
        guard used != job.keptCopies else { return }
        let unused = job.keptCopies.subtracting(used).filter { $0.hasPrefix("\(layout.workingCopies)/") }
        job.keptCopies = used
        retire(Array(unused))
    }

    func discardAllCopies(_ id: JobID) {
        retire([layout.workingCopies(of: id)])
    }

    /// Takes the copies out of the way at once, so that a look never takes one that is half removed for whole; the
    /// files go later.
    private func retire(_ folders: [String]) {
        var retired: [String] = []
        for folder in folders {
            let name = "\(folder).old.\(clock.monotonicTime().nanoseconds)"
            // What is not there, or cannot be moved, is removed at the next start.
            guard rename(folder, name) == 0 else { continue }
            retired.append(name)
        }
        guard !retired.isEmpty else { return }
        loop.schedule(at: clock.monotonicTime() + Self.removalDelay) { [unowned self] in remove(retired) }
    }

    private nonisolated func remove(_ folders: [String]) {
        // Nobody waits for this task; what it cannot remove is removed at the next start.
        Task(executorPreference: blocking) {
            for folder in folders { try? Folder.removeTree(folder) }
        }
    }
}
