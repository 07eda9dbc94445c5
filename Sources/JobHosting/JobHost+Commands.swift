import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import ProcessSupervision
import RunHistory
import SiteSettings

/// Why a command for a job was refused.
package enum JobCommandError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownJob(String)
    case failed(String, String)
    case notRunning(String, String?)
    case severalRuns(String, [String])
    case unknownRun(String, String)

    package var description: String {
        switch self {
        case .unknownJob(let name): "there is no job named \"\(name)\""
        case .failed(let name, let reason): "the job \"\(name)\" could not be changed: \(reason)"
        case .notRunning(let name, let run?): "the run \(run) of the job \"\(name)\" is not under way"
        case .severalRuns(let name, let runs):
            "\(runs.count) runs of the job \"\(name)\" are under way, say which: \(runs.joined(separator: ", "))"
        case .unknownRun(let name, let run): "the job \"\(name)\" has no run \(run)"
        case .notRunning(let name, nil): "no run of the job \"\(name)\" is under way"
        }
    }
}

extension JobHost {
    // MARK: looking

    /// All jobs, and all folders that were meant to be jobs, continuous first, by name.
    package func reports(type: JobType? = nil) -> [JobReport] {
        jobs.values
            .filter { $0.finding != nil && (type == nil || $0.folder.type == type) }
            .sorted { ($0.folder.type, $0.folder.name) < ($1.folder.type, $1.folder.name) }
            .map(report)
    }

    package func report(_ type: JobType, _ name: String) -> JobReport? {
        guard let job = jobs[JobFolder(type: type, name: name)], job.finding != nil else { return nil }
        return report(job)
    }

    /// What will run by itself, earliest first; see ``UpcomingRun``.
    package func upcomingRuns(within duration: Duration) -> [UpcomingRun] {
        let now = clock.wallTime()
        var runs: [UpcomingRun] = []
        for job in jobs.values {
            guard let schedule = job.runs.schedule?.schedule, let name = job.id?.name else { continue }
            runs += UpcomingRun.all(of: schedule, name, after: now, through: now + duration)
        }
        return runs.sorted { ($0.time, $0.job.text) < ($1.time, $1.job.text) }
    }

    /// What concerns the host as a whole; empty when all is well.
    package func hostProblems() -> [String] {
        watchProblem.map { [$0] } ?? []
    }

    private func report(_ job: HostedJob) -> JobReport {
        if job.runs.last == nil, let name = job.id?.name, job.folder.type == .triggered, let id = history.latest(name) {
            job.runs.last = history.record(id, of: name)
        }
        return JobReport(
            type: job.folder.type,
            name: job.folder.name,
            description: job.finding?.description,
            problems: problems(of: job),
            version: job.finding?.version,
            status: job.folder.type == .continuous ? status(job) : nil,
            processID: (job.supervisor?.processID ?? job.runs.active.first?.supervisor.processID).map(Int.init),
            startTime: job.supervisor?.startTime ?? job.runs.active.first?.record.start,
            startCount: job.startCount,
            isStopped: job.isDisabled,
            usesSDK: job.id.map { AtomicFile.exists("\(layout.data(of: $0))/webjobssdk.marker") } ?? false,
            activeRunCount: job.runs.active.count,
            queuedRunCount: job.runs.queue.count,
            latestRun: job.runs.last,
            nextRun: job.runs.schedule?.next
        )
    }

    private func problems(of job: HostedJob) -> [Problem] {
        var problems = job.finding?.problems ?? []
        if job.folder.type == .triggered, let name = job.id?.name {
            problems += currentTriggerGraph().problems(of: name) + [job.runs.folderProblem].compactMap(\.self)
            if let problem = zoneProblem(job) { problems.append(problem) }
        }
        return problems
    }

    /// What is wrong with the zone of a schedule that names none: the site's, or the host's own.
    private func zoneProblem(_ job: HostedJob) -> Problem? {
        guard let own = job.finding?.description?.settings, own.schedule != nil, own.timeZone == nil else { return nil }
        let name = settings.current().timeZone
        guard let reason = zones.problem(named: name) else { return nil }
        let place = name == nil ? "TZ" : "site/settings.json"
        return Problem(
            code: "bad_time_zone",
            path: place,
            message: "\(reason); nothing is scheduled that names no time_zone of its own"
        )
    }

    // MARK: changing

    /// Stops a job until it is started again: writes `disable.job` into its folder, so that it survives restarts and
    /// deployments, and acts on it at once.
    package func disable(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        let path = disableMarker(id, job)
        do throws(SystemError) {
            try AtomicFile.write([], to: path)
        } catch {
            throw .failed(id.name.text, "\(error)")
        }
        job.isDisabled = true
        for run in job.runs.active { stop(run, cause: .user) }
        reconcile(job)
    }

    /// Removes `disable.job` and starts the job.
    package func enable(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        do throws(SystemError) {
            try Folder.removeTree(disableMarker(id, job))
        } catch {
            throw .failed(id.name.text, "\(error)")
        }
        job.isDisabled = false
        reconcile(job)
    }

    /// Stops and starts the process of a continuous job, or ends its waiting for a restart.
    package func restart(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        if case .stop? = job.continuous.restart() {
            log(job, .systemInfo, "the job is restarted by request")
            job.supervisor?.stop()
        }
        reconcile(job)
    }

    /// Ends a run: asks one that is under way to stop, takes one that waits out of its queue; its record.
    ///
    /// Without a run it is the one that is under way; of several, one must be named.
    package func cancelRun(_ name: JobName, _ run: RunID?) async throws(JobCommandError) -> RunRecord {
        let job = try await existing(JobID(type: .triggered, name: name))
        if let run, let queued = job.runs.queue.first(where: { $0.id == run }) {
            giveUp(queued, job, .user, "the run was cancelled before it began")
            return history.record(run, of: name) ?? queued
        }
        let candidates = job.runs.active.filter { run == nil || $0.record.id == run }
        guard let active = candidates.first else { throw .notRunning(name.text, run?.text) }
        guard candidates.count == 1 else { throw .severalRuns(name.text, candidates.map(\.record.id.text)) }
        stop(active, cause: .user)
        return active.record
    }

    private func existing(_ id: JobID) async throws(JobCommandError) -> HostedJob {
        let folder = JobFolder(type: id.type, name: id.name.text)
        // A folder may have been made a moment ago: the original answered 404 here for seconds.
        await settle(id.type, id.name.text)
        guard let job = jobs[folder], job.finding != nil else { throw .unknownJob(id.name.text) }
        return job
    }

    private func disableMarker(_ id: JobID, _ job: HostedJob) -> String {
        let inner = job.finding?.description?.scriptFolder ?? ""
        return inner.isEmpty ? "\(layout.folder(of: id))/disable.job" : "\(layout.folder(of: id))/\(inner)/disable.job"
    }
}
