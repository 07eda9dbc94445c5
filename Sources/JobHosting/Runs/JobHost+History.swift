import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import RunHistory
import SiteSettings

/// Keeping the history of runs within its limits.
extension JobHost {
    /// Between the start of a run and the tidying of its job's history.
    private static let tidyDelay: Duration = .milliseconds(10)

    /// Removes what the job's `history` settings no longer keep, and makes the next run's folder ready.
    ///
    /// A moment later, so that the start of a process has the machine for itself, and off this thread, since old runs
    /// may be large.
    func tidyHistory(_ job: HostedJob) {
        guard !job.runs.isHistoryUntidy else { return }
        job.runs.isHistoryUntidy = true
        loop.schedule(at: clock.monotonicTime() + Self.tidyDelay) { [unowned self, folder = job.folder] in
            onLoop(folder) { host, job in
                job.runs.isHistoryUntidy = false
                guard let name = job.id?.name else { return }
                host.tidyHistory(name, host.retention(of: job))
            }
        }
    }

    private func retention(of job: HostedJob) -> RunRetention {
        let settings = job.finding?.description?.settings.history
        return RunRetention(
            runs: settings?.runs ?? siteSettings.historySize,
            days: settings?.days,
            bytes: settings?.bytes
        )
    }

    private nonisolated func tidyHistory(_ name: JobName, _ retention: RunRetention) {
        // Nobody waits for this task: what it cannot remove is tried again after the next run.
        Task(executorPreference: tidying) {
            try? self.history.prune(name, retention, now: self.clock.wallTime())
            self.history.prepareSpare(name)
        }
    }
}
