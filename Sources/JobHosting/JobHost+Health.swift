import DirectoryWatch
package import JobModel
package import LinuxSystem
import RunHistory
import SiteSettings

/// What the host tells of itself.
extension JobHost {
    /// An occurrence of a schedule that is so long overdue has been forgotten by somebody.
    private static let overdue: Duration = .seconds(10)
    /// Runs of a job that are looked through for the last good one.
    private static let searchedRuns = 100

    /// What concerns the host as a whole; empty when all is well.
    package func hostProblems() -> [String] {
        var problems = watchProblem.map { [$0] } ?? []
        if !Folder.exists(layout.jobsRoot) {
            problems.append("there is no folder \(layout.jobsRoot), so there are no jobs; put it back where it was")
        }
        problems += siteSettings.faults
        if let shortage = TooManyOpenFiles.now { problems.append("no job can be started: \(shortage)") }
        if let problem = logChecks.problem { problems.append(problem) }
        let now = clock.wallTime()
        for job in jobs.values.sorted(by: { $0.folder.name < $1.folder.name }) {
            guard let next = job.runs.schedule?.next, now - next > Self.overdue else { continue }
            problems.append(
                "the schedule of \"\(job.folder.name)\" is late: it was due at \(next.rfc3339(decimals: 0))"
            )
        }
        return problems
    }

    /// Whether every job has been looked at since the start, and the host is not about to end.
    package var isReady: Bool { isResumed && !isStopping }

    /// How late occurrences of schedules began.
    package var schedulerLag: DurationHistogram { lags }

    /// Has somebody else see that the host's threads go on.
    package nonisolated func join(_ watch: LoopWatch) {
        watch.add("host", loop.post)
        watch.add("output", outputLoop.post)
    }

    /// Looks for the last run of a job and the last good one, which an earlier host may have seen.
    nonisolated func findLastSuccess(_ job: JobName) async {
        let records = history.records(of: job).prefix(Self.searchedRuns).filter { $0.outcome.isConclusive }
        if let last = records.first { await note(earlierOutcome: last.outcome, of: job) }
        if let end = records.first(where: { $0.outcome == .success })?.end { await note(earlierSuccess: end, of: job) }
    }

    private func note(earlierOutcome outcome: RunOutcome, of name: JobName) {
        guard let job = jobs[JobFolder(type: .triggered, name: name.text)] else { return }
        job.runs.lastOutcome = job.runs.lastOutcome ?? outcome
    }

    private func note(earlierSuccess time: Timestamp, of name: JobName) {
        jobs[JobFolder(type: .triggered, name: name.text)]?.runs.tally.note(earlierSuccess: time)
    }
}
