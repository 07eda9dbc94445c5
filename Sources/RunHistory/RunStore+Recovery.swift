import Glibc
package import JobModel
package import LinuxSystem

/// What a new host takes over from the one before.
extension RunStore {
    /// Ends the record of every run that an earlier host left under way, and returns these, newest first; runs that
    /// wait for their turn go on waiting, and those whose moment is still to come are forgotten.
    ///
    /// An entry that was finished while older runs were still open names the oldest of them (``RunRecord/oldestOpen``),
    /// so that no more is read than need be.
    package func repair(
        _ job: JobName,
        now: Timestamp,
        keeping kept: Set<RunID> = []
    ) throws(SystemError) -> [RunRecord] {
        var repaired: [RunRecord] = []
        var oldest: RunID?
        for id in runs(of: job) {
            if let oldest, id < oldest { break }
            // A folder without a status is no run and says nothing about those before it.
            guard var record = record(id, of: job), !record.isDamaged else { continue }
            switch record.outcome {
            case .queued:
                continue
            case .skipped where record.oldestOpen == nil:
                // What was skipped meanwhile says nothing about the run that was under way.
                continue
            case .success, .failed, .stopped, .aborted, .skipped:
                oldest = oldest ?? record.oldestOpen ?? id
            case .initializing where kept.contains(id), .running where kept.contains(id):
                // Its process goes on.
                continue
            case .initializing where isStillToCome(record, now), .running where isStillToCome(record, now):
                // It was being prepared for a moment that has not come, and is still to be dealt with.
                try forget(id, of: job)
            case .initializing, .running:
                record.outcome = .aborted
                record.cause = .hostLost
                record.end = lastSign(of: id, job) ?? now
                record.detail = "the host ended while this run was under way; the end is the time of its last output"
                record.oldestOpen = oldest
                try update(record)
                repaired.append(record)
            }
        }
        return repaired
    }

    /// No run is on record longer before it begins; what begins later was written by a clock that was wrong.
    private static let longestPreparation: Duration = .seconds(15)

    private func isStillToCome(_ record: RunRecord, _ now: Timestamp) -> Bool {
        record.start > now && record.start - now <= Self.longestPreparation
    }

    /// The runs that wait for their turn, oldest first.
    package func queuedRuns(of job: JobName) -> [RunRecord] {
        var queued: [RunRecord] = []
        var oldest: RunID?
        for record in records(of: job) {
            if let oldest, record.id < oldest { break }
            if record.outcome == .queued { queued.append(record) }
            if record.outcome.isFinal, record.outcome != .skipped, !record.isDamaged {
                oldest = oldest ?? record.oldestOpen ?? record.id
            }
        }
        return queued.reversed()
    }

    /// The latest moment of the schedule that is on record, as a run or as skipped, up to now; entries from before
    /// `since` are not read.
    ///
    /// A record from the future, which a clock that was wrong may have left, does not count.
    package func latestScheduledTime(_ job: JobName, since: Timestamp, now: Timestamp) -> Timestamp? {
        for id in runs(of: job) {
            if id.start < since { break }
            // A retry repeats an earlier moment.
            guard let request = record(id, of: job)?.request, request.retryOf == nil else { continue }
            if let time = request.scheduledTime, time <= now { return time }
        }
        return nil
    }

    /// When a run last gave a sign of life: its output's last change.
    private func lastSign(of run: RunID, _ job: JobName) -> Timestamp? {
        var information = stat()
        guard lstat("\(layout.run(run, of: job))/output_log.txt", &information) == 0 else { return nil }
        // One that is empty says nothing.
        guard information.st_size > 0 else { return nil }
        let seconds = Int64(information.st_mtim.tv_sec)
        // A job may give its output any date, even one that no timestamp reaches.
        guard (0...Int64(UInt32.max)).contains(seconds) else { return nil }
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + Int64(information.st_mtim.tv_nsec))
    }
}
