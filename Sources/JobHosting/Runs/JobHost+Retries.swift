import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import Logging
import RunHistory

/// Trying runs again.
extension JobHost {
    /// Plans the next attempt of a run that failed, if its job wants one; whether it does.
    @discardableResult
    func planRetry(of record: RunRecord, _ job: HostedJob) -> Bool {
        guard record.outcome == .failed || record.outcome == .aborted, !isStopping,
            let settings = job.finding?.description?.settings,
            settings.retries.covers(exitCode: record.exitCode),
            let delay = settings.retries.delay(afterAttempt: record.request.attempt)
        else { return false }
        var request = record.request
        request.trigger = "Retry \(record.request.attempt) of \(settings.retries.limit) - \(record.id)"
        request.attempt += 1
        request.retryOf = record.id
        if job.isDisabled {
            recordRefused(job, request, .disabled(record.job))
            return false
        }
        let due = max(clock.wallTime(), (record.end ?? clock.wallTime()) + delay)
        let timer = loop.schedule(at: clock.monotonicTime() + (due - clock.wallTime())) {
            [unowned self, folder = job.folder, id = record.id] in
            onLoop(folder) { host, job in
                guard let retry = job.runs.retries.removeValue(forKey: id) else { return }
                job.runs.backlog.append(retry.request)
                host.startWaiting(job)
            }
        }
        job.runs.retries[record.id] = PendingRetry(
            run: record.id,
            attempt: request.attempt,
            due: due,
            request: request,
            timer: timer
        )
        return true
    }

    /// After a start of the host: runs may have failed, or been lost with the earlier host, before their retry.
    ///
    /// Those that are due for longer than the job's `missed_window` are history.
    func resumeRetries(_ job: HostedJob, _ name: JobName) {
        guard let settings = job.finding?.description?.settings, settings.retries.limit > 0 else { return }
        let now = clock.wallTime()
        var retried: Set<RunID> = []
        for record in history.records(of: name) {
            if let earlier = record.request.retryOf { retried.insert(earlier) }
            guard let end = record.end,
                let delay = settings.retries.delay(afterAttempt: record.request.attempt)
            else { continue }
            if now - end > delay + settings.missedWindow { break }
            if !retried.contains(record.id) { planRetry(of: record, job) }
        }
    }

    /// Runs again, at once, what a run did: with its arguments, its planned time and its input.
    ///
    /// Takes the place of a retry that is planned for it.
    package func retry(_ id: RunID, of name: JobName, trigger: String) async throws -> RunRecord {
        guard let record = history.record(id, of: name) else { throw JobCommandError.unknownRun(name.text, id.text) }
        var request = record.request
        request.trigger = "\(trigger), retry of \(id)"
        request.attempt = 1
        request.retryOf = id
        let run = try await run(name, request, input: input(of: request, name))
        let job = jobs[JobFolder(type: .triggered, name: name.text)]
        if let retry = job?.runs.retries.removeValue(forKey: id) { loop.cancel(retry.timer) }
        return run
    }

    /// Takes back all retries, with a word in the history, so that no later host makes up for them.
    func cancelRetries(_ job: HostedJob, _ cause: RunCause, _ reason: String) {
        for run in job.runs.retries.keys.sorted() { cancelRetry(run, job, cause, reason) }
    }

    /// Takes back the retry of a run: that run was the last attempt.
    ///
    /// The entry that says so; `nil` where none is planned.
    @discardableResult
    func cancelRetry(_ run: RunID, _ job: HostedJob, _ cause: RunCause, _ reason: String) -> RunRecord? {
        guard let name = job.id?.name else { return nil }
        let request: RunRequest
        if let retry = job.runs.retries.removeValue(forKey: run) {
            loop.cancel(retry.timer)
            request = retry.request
        } else if let due = job.runs.backlog.firstIndex(where: { $0.retryOf == run }) {
            request = job.runs.backlog.remove(at: due)
        } else {
            return nil
        }
        let entry = recordSkipped(job, request, cause, reason)
        if let record = history.record(run, of: name) { follow(record) }
        return entry
    }

    /// The host ends: the next one takes up the retries that are due then.
    func leaveRetries(_ job: HostedJob) {
        for retry in job.runs.retries.values { loop.cancel(retry.timer) }
        job.runs.retries.removeAll()
    }

    /// What a run that repeats another gets on its standard input: the same.
    func input(of request: RunRequest, _ name: JobName) -> RunInput? {
        guard let earlier = request.retryOf, let record = history.record(earlier, of: name),
            let size = record.inputSize
        else { return nil }
        return .ofRun(earlier, size: size)
    }
}
