package import CronSchedule
import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import ProcessSupervision
import RunHistory
import SiteSettings

/// What the host tells of its jobs.
extension JobHost {
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

    /// The schedules that plan runs now, by their jobs.
    package func schedules() -> [(job: JobName, schedule: ZonedSchedule)] {
        jobs.values.compactMap { job in
            guard let schedule = job.runs.schedule?.schedule, let name = job.id?.name else { return nil }
            return (name, schedule)
        }
    }

    private func report(_ job: HostedJob) -> JobReport {
        if job.runs.last == nil, let name = job.id?.name, job.folder.type == .triggered, let id = history.latest(name) {
            job.runs.last = history.record(id, of: name)
        }
        let processes = processReports(job)
        let running = processes.first { $0.processID != nil }
        let down = processes.first { $0.restart != nil }
        return JobReport(
            type: job.folder.type,
            name: job.folder.name,
            description: job.finding?.description,
            problems: problems(of: job),
            version: job.finding?.version,
            status: job.folder.type == .continuous ? status(job) : nil,
            processID: running?.processID ?? (job.runs.active.first?.supervisor.processID).map(Int.init),
            startTime: running?.startTime ?? job.runs.active.first?.record.start,
            port: running?.port,
            recentEnds: job.recentEnds,
            lastFailure: down?.lastFailure,
            restart: down?.restart,
            instances: job.folder.type == .continuous ? job.instanceCount : 0,
            processes: processes,
            waitsFor: waits(of: job).map(\.text),
            isStopped: job.isDisabled,
            usesSDK: job.id.map { AtomicFile.exists("\(layout.data(of: $0))/webjobssdk.marker") } ?? false,
            activeRunCount: job.runs.active.count,
            waiting: waitingRuns(job),
            latestRun: job.runs.last,
            tally: job.runs.tally,
            nextRun: nextRun(job)
        )
    }

    /// Also where the process of that run is prepared already.
    private func nextRun(_ job: HostedJob) -> Timestamp? {
        let prepared = job.runs.active.compactMap { held.runs[$0.record.reference]?.moment.wall }
        return prepared.min() ?? job.runs.schedule?.next
    }

    private func waitingRuns(_ job: HostedJob) -> WaitingRuns {
        guard job.folder.type == .triggered, let name = job.id?.name else { return WaitingRuns() }
        return WaitingRuns(
            queued: job.runs.queue.count,
            late: job.runs.backlog.count,
            files: job.runs.inbox?.count ?? 0,
            retries: job.runs.retries.values.sorted { ($0.due, $0.run) < ($1.due, $1.run) },
            hindrance: hindrance(job),
            scheduleHindrance: scheduleHindrance(job),
            follows: currentTriggerGraph().predecessors(of: name)
        )
    }

    /// What holds for all runs of the job; that one is under way is no hindrance but what `concurrency` is about.
    private func hindrance(_ job: HostedJob) -> String? {
        if siteSettings.areJobsStopped { return "all jobs of the site are stopped (WEBJOBS_STOPPED)" }
        if job.isDisabled { return "the job is stopped (disable.job)" }
        guard let description = job.finding?.description, description.canRun, startProblem(job) == nil
        else { return "the job has a problem" }
        if activeRunCount >= maximumActiveRuns { return RunRefusal.hostIsFull.description }
        if let lock = description.settings.concurrency.lock, let holder = locks.holder(of: lock),
            holder.job.text != job.folder.name
        {
            return "the lock \"\(lock)\" is with the run \(holder)"
        }
        return nil
    }

    private func scheduleHindrance(_ job: HostedJob) -> String? {
        guard let own = job.finding?.description?.settings, own.schedule != nil, job.runs.schedule == nil else {
            return nil
        }
        if own.isSchedulePaused { return "the schedule is paused (schedule_paused)" }
        if siteSettings.isScheduleDisabled {
            return "schedules are off for the whole site (WEBJOBS_DISABLE_SCHEDULE)"
        }
        if let hindrance = hindrance(job) { return hindrance }
        let hasProblem = problems(of: job).contains { JobInspector.scheduleProblems.contains($0.code) }
        return hasProblem ? "the schedule has a problem" : "the schedule never comes due again"
    }

    private func problems(of job: HostedJob) -> [Problem] {
        // What a check says of a user on whatever machine, the host knows of this one.
        let found = (job.finding?.problems ?? []).filter { $0.code != "unknown_user" }
        var problems = found + secretProblems(job) + restProblems(job) + successorProblems(job)
        problems += separationProblems(job) + limitProblems(job)
        if !(job.finding?.description?.settings.dependsOn ?? []).isEmpty, let name = job.id?.name,
            job.folder.type == .continuous
        {
            problems += currentStartOrder().problems(of: name)
        }
        if job.folder.type == .triggered, let name = job.id?.name {
            problems += currentTriggerGraph().problems(of: name)
            problems += [job.runs.folderProblem, job.runs.fileNameProblem].compactMap(\.self)
            if let problem = zoneProblem(job) { problems.append(problem) }
        }
        return problems
    }

    /// What is wrong with the zone of a schedule that names none: the site's, or the host's own.
    private func zoneProblem(_ job: HostedJob) -> Problem? {
        guard let own = job.finding?.description?.settings, own.schedule != nil, own.timeZone == nil else { return nil }
        let name = siteSettings.timeZone
        guard let reason = zones.problem(named: name) else { return nil }
        let place = name == nil ? "TZ" : "site/settings.json"
        return Problem(
            code: "bad_time_zone",
            path: place,
            message: "\(reason); nothing is scheduled that names no time_zone of its own"
        )
    }
}
