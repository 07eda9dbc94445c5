import DirectoryWatch
package import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import SiteSettings

/// How runs of triggered jobs end, and what follows.
extension JobHost {
    /// Asks a run to stop; the first reason stays.
    func stop(_ run: ActiveRun, cause: RunCause, reason: String? = nil) {
        if run.stopCause == nil {
            run.stopCause = cause
            run.stopReason = reason
        }
        run.supervisor.stop()
    }

    func processEnded(_ job: HostedJob, _ id: RunID, _ end: ProcessEnd) {
        guard let run = job.runs.active.first(where: { $0.record.id == id }) else { return }
        run.limitWatch?.cancel()
        run.channel.finish { [weak self, folder = job.folder] in
            // Nobody waits for this task: it brings the news back to the host's own loop.
            Task { await self?.outputIsComplete(of: folder, id, end) }
        }
    }

    private func outputIsComplete(of folder: JobFolder, _ id: RunID, _ end: ProcessEnd) {
        guard let job = jobs[folder], let index = job.runs.active.firstIndex(where: { $0.record.id == id }) else {
            return
        }
        let run = job.runs.active.remove(at: index)
        RunConclusion(
            end: end,
            stopCause: run.stopCause,
            stopReason: run.stopReason,
            successCodes: run.successCodes
        )
        .conclude(&run.record)
        run.channel.write(.systemInfo, "Status changed to \(run.record.outcome.rawValue)")
        if let sentence = RunConclusion.sentence(run.record) { run.channel.write(.systemError, sentence) }
        save(&run.record, job)
        runWasConcluded(run.record, job)
        reconcile(job)
        if let id = job.id { discardOldCopies(id, job) }
        finishIfStopped()
    }

    /// Everything that follows from the end of a run, whether it began or not.
    func runWasConcluded(_ record: RunRecord, _ job: HostedJob) {
        job.runs.note(record)
        // Of a run that will be tried again, the last attempt is what others wait for.
        if !planRetry(of: record, job), !isStopping { follow(record) }
        for waiter in runWaiters.removeValue(forKey: record.reference) ?? [] { waiter.resume() }
        startAfterEnd(of: record, job)
    }

    /// Writes down how a run has ended.
    func save(_ record: inout RunRecord, _ job: HostedJob) {
        record.oldestOpen = job.runs.oldestOpen(before: record.id)
        do {
            try history.update(record)
        } catch {
            logger.error(
                "run cannot be recorded",
                metadata: ["job": "\(record.job)", "run": "\(record.id)", "error": "\(error)"]
            )
        }
    }

    /// The run's record once it has ended; at once when it has.
    ///
    /// `nil` for an unknown run.
    package func waitForEnd(of run: RunID, _ name: JobName) async -> RunRecord? {
        let runs = jobs[JobFolder(type: .triggered, name: name.text)]?.runs
        if runs?.isOpen(run) == true {
            await withCheckedContinuation { continuation in
                // It may have ended between the line above and this one.
                if jobs[JobFolder(type: .triggered, name: name.text)]?.runs.isOpen(run) == true {
                    runWaiters[RunReference(job: name, run: run), default: []].append(continuation)
                } else {
                    continuation.resume()
                }
            }
        }
        return history.record(run, of: name)
    }
}
