import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import RunHistory

/// Trying failed runs again.
extension JobHost {
    /// Plans the next attempt of a run that failed, if its job wants one.
    func planRetry(of record: RunRecord, _ job: HostedJob) {
        guard record.outcome == .failed || record.outcome == .aborted, !isStopping,
            let settings = job.finding?.description?.settings,
            settings.retries.covers(exitCode: record.exitCode),
            let delay = settings.retries.delay(afterAttempt: record.attempt)
        else { return }
        cancelRetry(job)
        let request = RunRequest(
            trigger: "Retry \(record.attempt) of \(settings.retries.limit) - \(record.id)",
            arguments: record.arguments,
            scheduledTime: record.scheduledTime,
            attempt: record.attempt + 1,
            mayWait: true
        )
        let due = max(.zero, (record.end ?? clock.wallTime()) + delay - clock.wallTime())
        job.retryTimer = loop.schedule(at: clock.monotonicTime() + due) { [unowned self, folder = job.folder] in
            onLoop(folder) { host, job in
                job.retryTimer = nil
                job.backlog.append(request)
                host.startNextOfBacklog(job)
            }
        }
    }

    /// After a start of the host: the newest run may have failed, or been lost with the earlier host, before its retry.
    ///
    /// One that is due for longer than the job's `missed_window` is history.
    func resumeRetry(_ job: HostedJob) {
        guard !job.hasLookedForRetry, job.finding != nil, let name = job.id?.name else { return }
        job.hasLookedForRetry = true
        guard job.activeRun == nil, let settings = job.finding?.description?.settings,
            let id = history.latest(name), let record = history.record(id, of: name), let end = record.end,
            let delay = settings.retries.delay(afterAttempt: record.attempt),
            clock.wallTime() - end <= delay + settings.missedWindow
        else { return }
        planRetry(of: record, job)
    }

    func cancelRetry(_ job: HostedJob) {
        if let timer = job.retryTimer { loop.cancel(timer) }
        job.retryTimer = nil
    }
}
