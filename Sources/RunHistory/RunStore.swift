import Glibc
package import JobModel
package import LinuxSystem

/// The history of all triggered jobs: one folder a run, the files in it are the truth.
package struct RunStore: Sendable {
    /// Bytes of a status file that are looked at.
    private static let maximumStatusSize = 1024 * 1024

    private let layout: HomeLayout

    package init(layout: HomeLayout) {
        self.layout = layout
    }

    package func outputPath(_ record: RunRecord) -> String {
        "\(layout.run(record.id, of: record.job))/output_log.txt"
    }

    private func statusPath(_ run: RunID, _ job: JobName) -> String {
        "\(layout.run(run, of: job))/status"
    }

    // MARK: writing

    /// Makes the folder of a new run with its first status; from the spare one where there is one.
    package func create(_ record: RunRecord) throws(SystemError) {
        let folder = layout.run(record.id, of: record.job)
        let isSpare = rename(spare(record.job), folder) == 0
        if !isSpare { try Folder.create(folder) }
        // A new file that nobody reads yet, written in one call: the temporary file and the rename would gain nothing.
        let flags = O_WRONLY | O_CREAT | (isSpare ? 0 : O_EXCL)
        let file = try Descriptor.open(statusPath(record.id, record.job), flags)
        try file.write(RunStatusFile.bytes(record))
    }

    /// Makes the folder of the next run ahead of time: on a disk that is slow to make files, a trigger would wait for
    /// just that.
    package func prepareSpare(_ job: JobName) {
        let folder = spare(job)
        // Without it the next run makes its own.
        guard (try? Folder.create(folder)) != nil else { return }
        _ = try? Descriptor.open("\(folder)/status", O_WRONLY | O_CREAT)
    }

    /// No run's name: whoever lists runs passes over it.
    private func spare(_ job: JobName) -> String {
        "\(layout.data(of: JobID(type: .triggered, name: job)))/.next"
    }

    package func update(_ record: RunRecord) throws(SystemError) {
        try AtomicFile.write(RunStatusFile.bytes(record), to: statusPath(record.id, record.job))
    }

    /// Ends the record of every run that an earlier host left unfinished, and returns these.
    ///
    /// Only the newest runs can be unfinished, but a crash may have left several: all are looked at that come after the
    /// last finished one.
    package func repair(_ job: JobName, now: Timestamp) throws(SystemError) -> [RunRecord] {
        var repaired: [RunRecord] = []
        for id in runs(of: job) {
            // A folder without a status is no run and says nothing about those before it.
            guard var record = record(id, of: job) else { continue }
            // What was skipped meanwhile says nothing about the run that was under way.
            if record.outcome == .skipped { continue }
            guard !record.outcome.isFinal else { break }
            record.outcome = .aborted
            record.cause = .hostLost
            record.end = lastSign(of: id, job) ?? now
            record.detail = "the host ended while this run was under way; the end is the time of its last output"
            try update(record)
            repaired.append(record)
        }
        return repaired
    }

    /// The latest moment of the schedule that is on record, as a run or as skipped, up to now.
    ///
    /// A record from the future, which a clock that was wrong may have left, does not count.
    package func latestScheduledTime(_ job: JobName, now: Timestamp) -> Timestamp? {
        for id in runs(of: job) {
            if let time = record(id, of: job)?.scheduledTime, time <= now { return time }
        }
        return nil
    }

    /// Removes all but the newest runs.
    package func prune(_ job: JobName, keeping count: Int) throws(SystemError) {
        for id in runs(of: job).dropFirst(max(1, count)) {
            guard record(id, of: job)?.outcome.isFinal != false else { continue }
            try Folder.removeTree(layout.run(id, of: job))
        }
    }

    // MARK: reading

    /// The ids of a job's runs, newest first.
    ///
    /// Folders that a job made in its data path are none.
    package func runs(of job: JobName) -> [RunID] {
        // A folder that cannot be read shows as an empty history; the host says why when it writes there.
        let names = (try? Folder.names(in: layout.data(of: JobID(type: .triggered, name: job)))) ?? []
        return names.compactMap(RunID.init).reversed()
    }

    package func latest(_ job: JobName) -> RunID? {
        runs(of: job).first
    }

    /// The newest run that was started: one that has output.
    package func latestStarted(_ job: JobName) -> RunRecord? {
        runs(of: job).lazy.compactMap { record($0, of: job) }.first { $0.outcome != .skipped }
    }

    package func record(_ run: RunID, of job: JobName) -> RunRecord? {
        let path = statusPath(run, job)
        // A run without a readable status is one that never was: its folder is being made or removed.
        guard let bytes = try? FileContents.read(path, limit: Self.maximumStatusSize) else { return nil }
        return RunStatusFile.record(bytes, id: run, job: job)
    }

    /// When a run last gave a sign of life: its output's last change.
    private func lastSign(of run: RunID, _ job: JobName) -> Timestamp? {
        var information = stat()
        guard stat("\(layout.run(run, of: job))/output_log.txt", &information) == 0 else { return nil }
        let seconds = Int64(information.st_mtim.tv_sec)
        // A job may give its output any date, even one that no timestamp reaches.
        guard (0...Int64(UInt32.max)).contains(seconds) else { return nil }
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + Int64(information.st_mtim.tv_nsec))
    }
}
