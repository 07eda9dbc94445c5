import CronSchedule
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory

/// Keeping record of what did not run.
extension JobHost {
    func recordMissed(
        _ job: HostedJob,
        _ schedule: ZonedSchedule,
        _ skipped: DueOccurrences.Skipped,
        _ lateness: Lateness
    ) {
        let occurrences = SkippedOccurrences(cause: .missed, reason: lateness.rawValue, skipped)
        record(job, Self.trigger(schedule), occurrences)
    }

    /// What should have followed the end of another job's run while the host was down, and does not any more.
    func recordMissed(_ job: HostedJob, _ request: RunRequest) {
        recordSkipped(job, request, .missed, "the run did not start: the host was not running then")
    }

    /// A run that nobody waits for and that did not begin is never silent.
    func recordRefused(_ job: HostedJob, _ request: RunRequest, _ refusal: RunRefusal) {
        // A start that failed has its own entry, and a job that is gone has no history to look into.
        switch refusal {
        case .startFailed, .unknownJob: return
        case .notRecorded:
            return logger.error("run is lost", metadata: ["job": "\(job.folder)", "error": "\(refusal)"])
        default: break
        }
        let cause: RunCause = refusal.isBusy ? .busy : .refused
        if let time = request.scheduledTime {
            record(job, request.trigger, SkippedOccurrences(cause: cause, reason: "\(refusal)", time))
        } else {
            recordSkipped(job, request, cause, "the run did not start: \(refusal)")
        }
    }

    func record(_ job: HostedJob, _ trigger: String, _ skipped: SkippedOccurrences) {
        guard let id = job.id else { return }
        let now = clock.wallTime()
        var entry: RunRecord
        if let last = job.runs.lastSkip, last.cause == skipped.cause, last.id == job.runs.last?.id {
            entry = last
        } else {
            entry = RunRecord(
                id: RunID(start: now, after: newestRun(job)),
                job: id.name,
                request: RunRequest(trigger: trigger),
                version: job.finding?.version,
                start: now,
                outcome: .skipped
            )
        }
        skipped.add(to: &entry, now: now)
        job.runs.tally.note(entry, occurrences: skipped.count)
        schedulerLog(id, job).write(.systemWarning, entry.detail ?? "")
        do {
            if job.runs.lastSkip?.id == entry.id {
                try history.update(entry)
            } else {
                try history.create(&entry)
                tidyHistory(job)
            }
        } catch {
            logger.error("skipped run cannot be recorded", metadata: ["job": "\(id)", "error": "\(error)"])
        }
        job.runs.lastSkip = entry
        job.runs.note(entry)
        tellOfSkipped(entry, job)
    }

    /// One entry for one run that did not begin, with everything that a later retry needs but its input.
    @discardableResult
    func recordSkipped(
        _ job: HostedJob,
        _ request: RunRequest,
        _ cause: RunCause,
        _ detail: String
    ) -> RunRecord? {
        guard let id = job.id else { return nil }
        let now = clock.wallTime()
        var entry = RunRecord(
            id: RunID(start: now, after: newestRun(job)),
            job: id.name,
            request: request,
            version: job.finding?.version,
            start: now,
            outcome: .skipped
        )
        entry.cause = cause
        entry.end = now
        entry.detail = detail
        schedulerLog(id, job).write(.systemWarning, "\(request.trigger): \(detail)")
        do {
            try history.create(&entry)
            tidyHistory(job)
        } catch {
            logger.error("skipped run cannot be recorded", metadata: ["job": "\(id)", "error": "\(error)"])
        }
        job.runs.note(entry)
        job.runs.tally.note(entry)
        tellOfSkipped(entry, job)
        return entry
    }
}
