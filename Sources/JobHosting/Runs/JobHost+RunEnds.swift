import DirectoryWatch
package import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import Secrets
import SiteSettings

/// How runs of triggered jobs end, and what follows.
extension JobHost {
    /// Asks a run to stop; the first reason stays.
    func stop(_ run: ActiveRun, cause: RunCause, reason: String? = nil) {
        if run.stopCause == nil {
            run.stopCause = cause
            run.stopReason = reason
        }
        if !revoke(run) { run.supervisor.stop() }
    }

    /// The log is completed and the record written on the thread of the logs, so that ends hold up no starts.
    func processEnded(_ job: HostedJob, _ id: RunID, _ end: ProcessEnd) {
        // What could not be executed has ended as well, and may be seen to end first: then it is on record as that.
        if let name = job.id?.name { _ = try? confirmStart(of: RunReference(job: name, run: id)) }
        guard let run = job.runs.active.first(where: { $0.record.id == id }) else { return }
        if run.isRevoked { return wasRevoked(run, job) }
        if mustWait(run, end) { return }
        run.limitWatch?.cancel()
        // Its log begins before it ends, also where it ended at once.
        attachOutputs()
        run.secretFiles?.remove()
        RunConclusion(
            end: end,
            stopCause: run.stopCause,
            stopReason: run.stopReason,
            successCodes: run.successCodes,
            limits: run.limits
        )
        .conclude(&run.record)
        run.record.oldestOpen = job.runs.oldestOpen(before: id)
        let release = run.supervisor.release
        let lines = run.isLogConcluded ? [] : RunConclusion.lines(run.record)
        run.channel.finish { [unowned self, folder = job.folder, record = run.record, channel = run.channel] in
            channel.write(lines)
            // Behind these lines: whoever hears of the end finds them in the log, and a host that is killed in between
            // is followed by one that finds the run unfinished.
            outputLoop.post {
                var record = record
                if channel.lostBytes > 0 {
                    let loss = "\(channel.lostBytes) bytes of its log could not be written"
                    record.detail = [record.detail, loss].compactMap(\.self).joined(separator: "; ")
                }
                self.write(record)
                release()
                self.loop.post { [record] in self.onLoop(folder) { $0.runEnded($1, record) } }
            }
        }
    }

    private func runEnded(_ job: HostedJob, _ record: RunRecord) {
        guard let index = job.runs.active.firstIndex(where: { $0.record.id == record.id }) else { return }
        job.runs.active.remove(at: index)
        activeRunCount -= 1
        runWasConcluded(record, job)
        reconcile(job)
        if let id = job.id { discardOldCopies(id, job) }
        finishIfStopped()
    }

    /// Everything that follows from the end of a run, whether it began or not.
    func runWasConcluded(_ record: RunRecord, _ job: HostedJob) {
        job.runs.note(record)
        job.runs.tally.note(record)
        // Of a run that will be tried again, the last attempt is what others wait for.
        let willRetry = planRetry(of: record, job)
        if !willRetry, !isStopping { follow(record) }
        tellOfEnd(record, job, willRetry: willRetry)
        for waiter in runWaiters.removeValue(forKey: record.reference) ?? [] { waiter.resume() }
        startAfterEnd(of: record, job)
        startThoseWithoutRoom()
    }

    /// Writes down how a run has ended.
    func save(_ record: inout RunRecord, _ job: HostedJob) {
        record.oldestOpen = job.runs.oldestOpen(before: record.id)
        write(record)
    }

    private nonisolated func write(_ record: RunRecord) {
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
