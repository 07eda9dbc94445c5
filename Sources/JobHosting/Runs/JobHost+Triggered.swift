import DirectoryWatch
import JobDiscovery
import JobModel
import Logging
import ProcessSupervision

/// Bringing a triggered job in line with its folder.
extension JobHost {
    func reconcileTriggered(_ job: HostedJob) {
        revokeOutdated(job)
        guard job.finding != nil else { return forgetTriggered(job) }
        if job.isDisabled { cancelRetries(job, .refused, "the job was stopped before the run began") }
        if !job.runs.isResumed, let name = job.id?.name {
            job.runs.isResumed = true
            resumeQueue(job, name)
            resumeRetries(job, name)
        }
        schedule(job)
        watchFiles(job)
        startWaiting(job)
    }

    /// A job whose folder is gone ends with its last run.
    private func forgetTriggered(_ job: HostedJob) {
        unschedule(job)
        cancelRetries(job, .refused, "the job was removed before the run began")
        watchFiles(job)
        job.runs.backlog.removeAll()
        for record in job.runs.queue { giveUp(record, job, .refused, "the job was removed before the run began") }
        for run in job.runs.active { stop(run, cause: .user) }
        // A look that is under way may find the folder made again, and others wait for it; it ends with a reconciliation.
        guard job.runs.active.isEmpty, job.look == .idle else { return }
        jobs[job.folder] = nil
        guard let id = job.id else { return }
        if job.wasFound { logger.notice("job was removed", metadata: ["job": "\(id)"]) }
        trees.forget(id, slots: job.runs.slotCount)
        discardAllCopies(id)
    }
}
