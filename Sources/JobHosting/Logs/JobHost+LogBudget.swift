import DirectoryWatch
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import SiteSettings

/// Keeping the logs of all jobs within `log.budget`.
///
/// What is written is counted; when it may be too much, all logs are looked at, and the oldest go.
extension JobHost {
    /// Of the budget, what is written at least between two looks at all logs.
    private static let leastPart = 20
    /// Bytes; the same where the budget is very small.
    private static let leastStep = 4 * 1024

    func beginLogBudget() {
        knownLogBudget = siteSettings.logBudget
        logChecks.begin { [unowned self] in checkLogs() }
        checkLogs()
    }

    func logBudgetMayHaveChanged() {
        guard siteSettings.logBudget != knownLogBudget else { return }
        knownLogBudget = siteSettings.logBudget
        logChecks.ask()
    }

    private nonisolated func checkLogs() {
        // Nobody waits for this task: the next one comes when more has been written.
        Task(executorPreference: tidying) {
            let budget = self.settings.current().logBudget
            let written = self.logVolume.written
            var removal = LogRemoval(
                self.layout,
                self.history,
                self.instance,
                budget: budget,
                now: self.clock.wallTime()
            )
            removal.run()
            guard budget > 0 else { return self.logChecks.problem = nil }
            let step = max(budget - removal.bytes, budget / Self.leastPart, Self.leastStep)
            self.logVolume.tell(at: written.addingReportingOverflow(step).partialValue)
            self.note(removal)
            if !removal.rolled.isEmpty { await self.tellOfRemoved(removal.rolled, budget) }
        }
    }

    private nonisolated func note(_ removal: LogRemoval) {
        let (bytes, budget) = (ByteSizeText.shown(removal.bytes), ByteSizeText.shown(removal.budget))
        let reason = removal.failure.map { "\($0)" } ?? "the rest is still written to, or small"
        logChecks.problem =
            removal.bytes > removal.budget
            ? "the logs of the jobs take \(bytes), more than log.budget, \(budget): \(reason)" : nil
        guard removal.removedFiles > 0 else { return }
        logger.notice(
            "old logs were removed: log.budget is reached",
            metadata: [
                "files": "\(removal.removedFiles)", "bytes": "\(removal.removedBytes)", "budget": "\(removal.budget)",
            ]
        )
    }

    /// Who reads the log of a continuous job from its beginning must not wonder where that is.
    private func tellOfRemoved(_ removed: [JobID: (files: Int, bytes: Int)], _ budget: Int) {
        for (id, loss) in removed {
            let job = jobs[JobFolder(type: id.type, name: id.name.text)]
            let files = loss.files == 1 ? "an older file of this log" : "\(loss.files) older files of this log"
            job?.channel?.write(.systemWarning, "\(files), \(loss.bytes) bytes, removed: \(LogRemoval.reason(budget))")
        }
    }
}
