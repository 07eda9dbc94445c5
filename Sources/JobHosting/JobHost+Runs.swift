import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import SiteSettings

/// Why a run was not started.
package enum RunRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownJob(String)
    /// The literal is the original's; clients look for it.
    case alreadyRunning
    case jobsStopped
    case disabled(JobName)
    case problem(JobName, String)
    case startFailed(JobName, String)

    package var description: String {
        switch self {
        case .unknownJob(let name): "there is no triggered job named \"\(name)\""
        case .alreadyRunning: "Cannot start a new run since job is already running."
        case .jobsStopped: "WebJobs are currently in \"stopped\" state."
        case .disabled(let name): "the job \"\(name)\" is stopped (disable.job); start it first"
        case .problem(let name, let reason): "the job \"\(name)\" cannot run: \(reason)"
        case .startFailed(let name, let reason): "the job \"\(name)\" could not be started: \(reason)"
        }
    }
}

extension JobHost {
    /// Between the start of a run and the tidying of its job's history.
    private static let tidyDelay: Duration = .milliseconds(10)

    /// Starts a run and returns when its process executes.
    package func run(_ name: JobName, arguments: [String], trigger: String) async throws(RunRefusal) -> RunRecord {
        try await run(name, RunRequest(trigger: trigger, arguments: arguments))
    }

    func run(_ name: JobName, _ request: RunRequest) async throws(RunRefusal) -> RunRecord {
        let folder = JobFolder(type: .triggered, name: name.text)
        // What was edited before the request must be what runs.
        await settle(.triggered, name.text)
        return try startRun(folder, name, request)
    }

    private func startRun(
        _ folder: JobFolder,
        _ name: JobName,
        _ request: RunRequest
    ) throws(RunRefusal) -> RunRecord {
        guard let job = jobs[folder], let id = job.id, let finding = job.finding else {
            throw .unknownJob(name.text)
        }
        if isStopping || settings.current().areJobsStopped { throw .jobsStopped }
        if job.isDisabled { throw .disabled(name) }
        guard job.activeRun == nil else { throw .alreadyRunning }
        guard let description = finding.description, let version = finding.version, description.canRun else {
            let reason = finding.problems.first { $0.severity == .problem }?.description
            throw .problem(name, reason ?? "nothing in its folder can be run")
        }
        let now = clock.wallTime()
        var record = RunRecord(
            id: RunID(start: now, after: job.lastRun?.id ?? history.latest(name)),
            job: name,
            trigger: request.trigger,
            arguments: request.arguments,
            version: version,
            start: now
        )
        record.scheduledTime = request.scheduledTime
        record.attempt = request.attempt
        do {
            // The record is there before the process, so that a crash in between leaves a trace and no unknown process.
            try history.create(record)
        } catch {
            throw .startFailed(name, "\(error)")
        }
        let channel = OutputChannel(
            location: LogLocation(path: history.outputPath(record), maximumSize: nil),
            instance: instance,
            loop: outputLoop,
            clock: clock
        )
        job.lastRun = record
        job.lastSkip = nil
        do {
            let launch = try prepareLaunch(id, finding, description, version, run: record)
            let supervisor = try Supervisor(
                launch.request,
                tree: launch.tree,
                order: launch.order,
                loop: loop,
                clock: clock
            ) { [unowned self] end in
                onLoop(folder) { $0.processEnded($1, end) }
            }
            record.processID = Int(supervisor.processID)
            let run = ActiveRun(
                record: record,
                supervisor: supervisor,
                channel: channel,
                workingCopy: launch.root
            )
            job.activeRun = run
            job.lastRun = record
            run.successCodes = description.settings.successExitCodes
            watchLimits(of: run, folder, description.settings)
            channel.write(.systemInfo, "Status changed to Initializing")
            channel.write(
                .systemInfo,
                "Run script '\(description.script ?? "")' with script host - '\(description.hostName)'"
            )
            channel.write(.systemInfo, "Status changed to Running")
            channel.attach(output: launch.output, errorOutput: launch.errorOutput)
            tidyHistory(name, job)
            return record
        } catch {
            recordFailedStart(&record, "\(error)", channel)
            job.lastRun = record
            planRetry(of: record, job)
            throw .startFailed(name, "\(error)")
        }
    }

    private func recordFailedStart(_ record: inout RunRecord, _ reason: String, _ channel: OutputChannel) {
        record.outcome = .failed
        record.cause = .startFailed
        record.detail = reason
        record.end = clock.wallTime()
        channel.write(.systemInfo, "Status changed to Failed")
        channel.write(.systemError, "WebJob run failed due to: \(reason)")
        save(record)
    }

    // MARK: the end of a run

    private func processEnded(_ job: HostedJob, _ end: ProcessEnd) {
        guard let run = job.activeRun else { return }
        run.limitWatch?.cancel()
        let folder = job.folder
        run.channel.finish { [weak self] in
            // Nobody waits for this task: it brings the news back to the host's own loop.
            Task { await self?.outputIsComplete(of: folder, end) }
        }
    }

    private func outputIsComplete(of folder: JobFolder, _ end: ProcessEnd) {
        guard let job = jobs[folder], let run = job.activeRun else { return }
        RunConclusion(
            end: end,
            stopCause: run.stopCause,
            stopReason: run.stopReason,
            successCodes: run.successCodes
        )
        .conclude(&run.record)
        run.channel.write(.systemInfo, "Status changed to \(run.record.outcome.rawValue)")
        if let sentence = RunConclusion.sentence(run.record) { run.channel.write(.systemError, sentence) }
        save(run.record)
        job.lastRun = run.record
        job.activeRun = nil
        planRetry(of: run.record, job)
        startNextOfBacklog(job)
        for waiter in run.waiters { waiter.resume() }
        reconcile(job)
        if let id = job.id { discardOldCopies(id, job) }
        finishIfStopped()
    }

    private func save(_ record: RunRecord) {
        do {
            try history.update(record)
        } catch {
            logger.error(
                "run cannot be recorded",
                metadata: ["job": "\(record.job)", "run": "\(record.id)", "error": "\(error)"]
            )
        }
    }

    /// Keeps the newest runs, as many as the settings say, and makes the next one's folder ready.
    ///
    /// A moment later, so that the start of a process has the machine for itself, and off this thread, since old runs
    /// may be large.
    func tidyHistory(_ name: JobName, _ job: HostedJob) {
        guard !job.isHistoryUntidy else { return }
        job.isHistoryUntidy = true
        loop.schedule(at: clock.monotonicTime() + Self.tidyDelay) { [unowned self, folder = job.folder] in
            onLoop(folder) { host, job in
                job.isHistoryUntidy = false
                let settings = job.finding?.description?.settings
                host.tidyHistory(name, keeping: settings?.history.runs ?? host.settings.current().historySize)
            }
        }
    }

    private nonisolated func tidyHistory(_ name: JobName, keeping count: Int) {
        // Nobody waits for this task: what it cannot remove is tried again after the next run.
        Task(executorPreference: blocking) {
            try? self.history.prune(name, keeping: count)
            self.history.prepareSpare(name)
        }
    }

    // MARK: stopping and waiting

    func stop(_ run: ActiveRun, cause: RunCause, reason: String? = nil) {
        if run.stopCause == nil {
            run.stopCause = cause
            run.stopReason = reason
        }
        run.supervisor.stop()
    }

    private func watchLimits(of run: ActiveRun, _ folder: JobFolder, _ settings: JobSettings) {
        let limits = RunLimitWatch.Limits(
            timeout: settings.timeout,
            idleTimeout: settings.idleTimeout ?? self.settings.current().idleTimeout
        )
        guard limits.timeout != nil || limits.idleTimeout != nil else { return }
        run.limitWatch = RunLimitWatch(
            limits,
            supervisor: run.supervisor,
            channel: run.channel,
            loop: loop,
            clock: clock
        ) { [unowned self] cause, reason in
            onLoop(folder) { host, job in
                guard let run = job.activeRun else { return }
                run.channel.write(.systemError, "the run is stopped: \(reason)")
                host.stop(run, cause: cause, reason: reason)
            }
        }
    }

    /// The run's record once it has ended; at once when it has.
    ///
    /// `nil` for an unknown run.
    package func waitForEnd(of run: RunID, _ name: JobName) async -> RunRecord? {
        if let active = jobs[JobFolder(type: .triggered, name: name.text)]?.activeRun, active.record.id == run {
            await withCheckedContinuation { continuation in
                // It may have ended between the line above and this one.
                if active.record.outcome.isFinal { continuation.resume() } else { active.waiters.append(continuation) }
            }
        }
        return history.record(run, of: name)
    }

    func reconcileTriggered(_ job: HostedJob) {
        if job.finding == nil {
            unschedule(job)
            cancelRetry(job)
            job.backlog.removeAll()
            if let run = job.activeRun { return stop(run, cause: .user) }
            jobs[job.folder] = nil
            guard let id = job.id else { return }
            logger.notice("job was removed", metadata: ["job": "\(id)"])
            trees.forget(id)
            discardAllCopies(id)
        } else {
            if job.isDisabled { cancelRetry(job) }
            resumeRetry(job)
            schedule(job)
        }
    }
}
