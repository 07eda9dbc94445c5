import Glibc
package import JobModel
package import LinuxSystem

/// How much of a job's history is kept; the newest entry and what is not finished always are.
package struct RunRetention: Sendable, Hashable {
    package var runs: Int
    /// Since the start of the run.
    package var days: Int?
    /// Of all run folders of the job together.
    package var bytes: Int?

    package init(runs: Int, days: Int? = nil, bytes: Int? = nil) {
        self.runs = runs
        self.days = days
        self.bytes = bytes
    }
}

extension RunStore {
    /// Removes the runs that need not be kept, oldest first.
    package func prune(_ job: JobName, _ retention: RunRetention, now: Timestamp) throws(SystemError) {
        let runs = Array(runs(of: job))
        for id in runs.dropFirst(keptCount(runs, job, retention, now)).reversed() {
            try remove(id, of: job)
        }
    }

    /// How many of these, newest first, stay.
    private func keptCount(_ runs: [RunID], _ job: JobName, _ retention: RunRetention, _ now: Timestamp) -> Int {
        var count = min(runs.count, max(1, retention.runs))
        if let days = retention.days {
            let oldest = RunID(start: now + .seconds(-86_400 * days))
            while count > 1, runs[count - 1] < oldest { count -= 1 }
        }
        if let bytes = retention.bytes {
            var total = 0
            let kept = runs[..<count].firstIndex { id in
                total += size(of: id, job)
                return total > bytes
            }
            count = max(1, kept ?? count)
        }
        return count
    }

    private func remove(_ id: RunID, of job: JobName) throws(SystemError) {
        let path = layout.run(id, of: job)
        guard let record = record(id, of: job) else {
            // A folder of the job's own whose name looks like a run; or one that was never filled, which goes.
            rmdir(path)
            return
        }
        guard record.outcome.isFinal else { return }
        try forget(id, of: job)
    }

    /// Removes a run from the history as if it had never been there.
    package func forget(_ id: RunID, of job: JobName) throws(SystemError) {
        let path = layout.run(id, of: job)
        // Out of the way in one step: its files may take long to remove, and others change the folder meanwhile.
        let leaving = "\(folder(of: job))/\(Self.leavingPrefix)\(id)"
        try index.change(folder(of: job), removing: id) { () throws(SystemError) in
            try Folder.move(path, toNew: leaving)
        }
        if !becomesSpare(leaving, job) { try Folder.removeTree(leaving) }
    }

    /// Empties the folder of a run that leaves for one that comes, where it holds nothing but what every run has.
    ///
    /// A file system that has just lost many files is slow to make new ones: ext4 passes over the numbers of all that were
    /// removed in the last seconds.
    private func becomesSpare(_ leaving: String, _ job: JobName) -> Bool {
        let usual = ["status", Self.outputName]
        // What is in the way of it is removed as usual.
        guard let folder = try? OpenFolder(noLink: leaving), folder.owner == geteuid(),
            let names = try? folder.names(), Set(names) == Set(usual.map { Array($0.utf8) }),
            usual.allSatisfy({ EmptiedFile.empty($0, in: folder) })
        else { return false }
        var isSpare = false
        index.change(self.folder(of: job)) {
            isSpare = (try? Folder.move(leaving, toNew: spare(job))) != nil
        }
        return isSpare
    }

    /// Before the name of a run that is being removed: no run's name any more.
    private static let leavingPrefix = ".old-"

    /// Removes what an earlier host was just removing, and lists the runs, so that the first look is quick.
    package func tidyAtStart(_ job: JobName) throws(SystemError) {
        _ = runs(of: job)
        // Of a run that it was about to begin.
        unlink("\(spare(job))/\(Self.inputName)")
        for name in try Folder.names(in: folder(of: job)) where name.hasPrefix(Self.leavingPrefix) {
            try Folder.removeTree("\(folder(of: job))/\(name)")
        }
    }

    private func size(of id: RunID, _ job: JobName) -> Int {
        let folder = folder(of: job)
        if let known = index.size(of: id, in: folder) { return known }
        let path = layout.run(id, of: job)
        let names = (try? Folder.names(in: path)) ?? []
        let size = names.reduce(0) { sum, name in
            var information = stat()
            return lstat("\(path)/\(name)", &information) == 0 ? sum + Int(information.st_size) : sum
        }
        if record(id, of: job)?.outcome.isFinal == true { index.note(id, size: size, in: folder) }
        return size
    }
}
