import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import SiteSettings

/// Runs that wait: those of `concurrency` `queue` and `replace`, those that need a lock, and those that follow from what
/// is on record and begin when there is room.
extension JobHost {
    /// After a run that could not be recorded.
    private static let failurePause: Duration = .seconds(2)

    /// Lets a run wait; its folder makes sure that no end of the host loses it.
    func enqueue(_ record: RunRecord, _ input: RunInput?, _ job: HostedJob) throws(RunRefusal) -> RunRecord {
        var record = record
        do throws(SystemError) {
            try history.create(&record, input: input)
        } catch {
            throw .notRecorded(record.job, "\(error)")
        }
        outputChannel(of: record).write(.systemInfo, "Status changed to Queued")
        job.runs.queue.append(record)
        job.runs.note(record)
        job.runs.lastSkip = nil
        tidyHistory(job)
        tell(.queued, job, run: record)
        startWaiting(job)
        return record
    }

    /// A newer run takes the place of all others.
    func supersede(_ job: HostedJob) {
        for run in job.runs.active { stop(run, cause: .superseded, reason: "a newer run takes its place") }
        for record in job.runs.queue { giveUp(record, job, .superseded, "a newer run took its place before it began") }
    }

    /// Ends a run that never began.
    func giveUp(_ record: RunRecord, _ job: HostedJob, _ cause: RunCause, _ reason: String) {
        job.runs.queue.removeAll { $0.id == record.id }
        var record = record
        record.outcome = .skipped
        record.cause = cause
        record.detail = reason
        record.end = clock.wallTime()
        outputChannel(of: record).write(.systemInfo, "Status changed to Skipped: \(reason)")
        save(&record, job)
        runWasConcluded(record, job)
    }

    // MARK: their turn

    /// Begins the next run that waits, if there is room for it.
    func startWaiting(_ job: HostedJob) {
        guard job.runs.hasWaiting, !job.runs.isStarting, let name = job.id?.name, hasRoom(job, name) else { return }
        job.runs.isStarting = true
        // Nobody waits for this task: it ends with the start of the run or its refusal, both on record.
        Task {
            await settle(.triggered, name.text)
            job.runs.isStarting = false
            beginNext(job, name)
        }
    }

    private func hasRoom(_ job: HostedJob, _ name: JobName) -> Bool {
        guard !isStopping, !job.isDisabled, !siteSettings.areJobsStopped,
            let description = job.finding?.description, description.canRun, startProblem(job) == nil
        else { return false }
        guard activeRunCount < maximumActiveRuns else {
            if !job.runs.isWithoutRoom { jobsWithoutRoom.append(job.folder) }
            job.runs.isWithoutRoom = true
            return false
        }
        let concurrency = description.settings.concurrency
        if admission(job, name, concurrency).hasRoom { return true }
        if let lock = concurrency.lock, !locks.isFree(lock) { locks.wait(for: lock, job.folder) }
        return false
    }

    private func beginNext(_ job: HostedJob, _ name: JobName) {
        guard hasRoom(job, name) else { return }
        do throws(RunRefusal) {
            if let record = job.runs.queue.first {
                try beginQueued(record, name)
            } else if !job.runs.backlog.isEmpty {
                try beginNextOfBacklog(job, name)
            } else {
                try beginNextFile(job, name)
            }
        } catch {
            logger.warning("waiting run did not begin", metadata: ["job": "\(name)", "error": "\(error)"])
            // Nothing was recorded, so nothing has changed: at once it would fail again.
            if case .notRecorded = error { return startWaitingLater(job) }
        }
        startWaiting(job)
    }

    private func startWaitingLater(_ job: HostedJob) {
        job.runs.isStarting = true
        loop.schedule(at: clock.monotonicTime() + Self.failurePause) { [unowned self, folder = job.folder] in
            onLoop(folder) { host, job in
                job.runs.isStarting = false
                host.startWaiting(job)
            }
        }
    }

    private func beginNextOfBacklog(_ job: HostedJob, _ name: JobName) throws(RunRefusal) {
        let request = job.runs.backlog.removeFirst()
        defer { rememberProgress(job) }
        do throws(RunRefusal) {
            _ = try admit(request, input(of: request, name), name)
        } catch {
            if case .notRecorded = error {
                job.runs.backlog.insert(request, at: 0)
                throw error
            }
            recordRefused(job, request, error)
        }
        noteFollowed(request, name)
    }

    /// After the end of a run: those that waited for its lock, in their order, then its own job's.
    func startAfterEnd(of record: RunRecord, _ job: HostedJob) {
        for folder in locks.release(record.reference) {
            if let other = jobs[folder] { startWaiting(other) }
        }
        startWaiting(job)
    }

    /// After the end of a run, when the host was full: as many as there is room for.
    func startThoseWithoutRoom() {
        guard !jobsWithoutRoom.isEmpty, activeRunCount < maximumActiveRuns else { return }
        let room = maximumActiveRuns - activeRunCount
        let folders = jobsWithoutRoom.prefix(room)
        jobsWithoutRoom.removeFirst(folders.count)
        for folder in folders {
            guard let job = jobs[folder] else { continue }
            job.runs.isWithoutRoom = false
            startWaiting(job)
        }
    }

    /// Takes up the runs that waited when an earlier host ended.
    func resumeQueue(_ job: HostedJob, _ name: JobName) {
        job.runs.queue = history.queuedRuns(of: name)
    }
}
