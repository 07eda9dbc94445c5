import JobModel
import LinuxSystem

/// Removing working copies that nothing runs from; making them is part of the look at a folder.
extension JobHost {
    /// Moves all copies of an earlier host out of the way and removes them when there is time.
    func clearWorkingCopies() throws(SystemError) {
        let copies = layout.workingCopies
        guard Folder.exists(copies) else { return }
        let old = "\(copies).old.\(clock.wallTime().nanoseconds)"
        try Folder.move(copies, toNew: old)
        discard([old])
    }

    /// Removes the copies of a job that are neither its present version nor in use.
    func discardOldCopies(_ id: JobID, _ job: HostedJob) {
        guard let finding = job.finding else { return }
        var used: Set<String> = [finding.root]
        if let launched = job.launchedRoot { used.insert(launched) }
        if let run = job.activeRun { used.insert(run.workingCopy) }
        guard used != job.keptCopies else { return }
        let unused = job.keptCopies.subtracting(used).filter { $0.hasPrefix("\(layout.workingCopies)/") }
        job.keptCopies = used
        discard(Array(unused))
    }

    func discardAllCopies(_ id: JobID) {
        discard([layout.workingCopies(of: id)])
    }

    private nonisolated func discard(_ folders: [String]) {
        guard !folders.isEmpty else { return }
        // Nobody waits for this task; what it cannot remove is removed at the next start.
        Task(executorPreference: blocking) {
            for folder in folders { try? Folder.removeTree(folder) }
        }
    }
}
