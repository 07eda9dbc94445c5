import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
package import RunHistory
import SiteSettings

/// Beginning runs of triggered jobs.
extension JobHost {
    /// A triggered job that could run at this moment.
    private struct RunnableJob {
        let job: HostedJob
        let id: JobID
        let finding: FolderFinding
        let description: JobDescription
        let version: TreeID
    }

    /// Begins a run, or lets it wait for its turn, as the job's `concurrency` says; returns when its process executes,
    /// or when it waits.
    package func run(
        _ name: JobName,
        _ request: RunRequest,
        input: RunInput? = nil
    ) async throws(RunRefusal) -> RunRecord {
        // What was edited before the request must be what runs.
        await settle(.triggered, name.text)
        if request.key != nil { await knowKeys(of: name) }
        if let earlier = try repeated(request, input, name) { return earlier }
        let record = try admit(request, input, name)
        if let key = request.key { job(name)?.runs.keys?.note(key, record.id) }
        try confirmStart(of: record)
        return record
    }

    /// The process of a run that begins is on its way to its program when this returns; see ``confirmStarts()``.
    func admit(_ request: RunRequest, _ input: RunInput?, _ name: JobName) throws(RunRefusal) -> RunRecord {
        let runnable = try runnable(name)
        if activeRunCount >= maximumActiveRuns { throw .hostIsFull }
        switch admission(runnable.job, name, runnable.description.settings.concurrency).decision {
        case .begin:
            return try begin(newRecord(request, runnable, .running), input, runnable)
        case .wait:
            return try enqueue(newRecord(request, runnable, .queued), input, runnable.job)
        case .replace:
            supersede(runnable.job)
            return try enqueue(newRecord(request, runnable, .queued), input, runnable.job)
        case .refuse(let refusal):
            throw refusal
        }
    }

    /// Begins a run that has room now, and lets its process wait for its moment.
    func admitEarly(_ request: RunRequest, _ name: JobName, _ moment: StartMoment) throws(RunRefusal) -> RunRecord {
        let runnable = try runnable(name)
        if activeRunCount >= maximumActiveRuns { throw .hostIsFull }
        let record = newRecord(request, runnable, .running, start: moment.wall)
        return try begin(record, nil, runnable, at: moment)
    }

    func admission(_ job: HostedJob, _ name: JobName, _ settings: ConcurrencySettings) -> RunAdmission {
        RunAdmission(
            job: name,
            settings: settings,
            activeCount: job.runs.active.count,
            queuedCount: job.runs.queue.count,
            isLockFree: locks.isFree(settings.lock)
        )
    }

    /// Begins a run that has waited; it stays where it is when the job cannot run now.
    func beginQueued(_ record: RunRecord, _ name: JobName) throws(RunRefusal) {
        let runnable = try runnable(name)
        var record = record
        record.outcome = .running
        record.start = clock.wallTime()
        record.version = runnable.version
        _ = try begin(record, nil, runnable)
    }

    private func runnable(_ name: JobName) throws(RunRefusal) -> RunnableJob {
        guard let job = jobs[JobFolder(type: .triggered, name: name.text)], let id = job.id,
            let finding = job.finding
        else { throw .unknownJob(name.text) }
        if isStopping || siteSettings.areJobsStopped { throw .jobsStopped }
        if job.isDisabled { throw .disabled(name) }
        guard let description = finding.description, let version = finding.version, description.canRun else {
            let reason = finding.problems.first { $0.severity == .problem }?.description
            throw .problem(name, reason ?? "nothing in its folder can be run")
        }
        if let problem = startProblem(job) { throw .problem(name, problem.description) }
        return RunnableJob(job: job, id: id, finding: finding, description: description, version: version)
    }

    private func newRecord(
        _ request: RunRequest,
        _ runnable: RunnableJob,
        _ outcome: RunOutcome,
        start: Timestamp? = nil
    ) -> RunRecord {
        let now = start ?? clock.wallTime()
        var record = RunRecord(
            id: RunID(start: now, after: newestRun(runnable.job)),
            job: runnable.id.name,
            request: request,
            version: runnable.version,
            start: now,
            outcome: outcome
        )
        if outcome == .queued { record.queued = now }
        return record
    }

    /// The newest entry of the job's history, which the next one must follow.
    func newestRun(_ job: HostedJob) -> RunID? {
        job.runs.last?.id ?? job.id.flatMap { history.latest($0.name) }
    }

    private func begin(
        _ record: RunRecord,
        _ input: RunInput?,
        _ runnable: RunnableJob,
        at moment: StartMoment? = nil
    ) throws(RunRefusal) -> RunRecord {
        let job = runnable.job
        var record = record
        do {
            // The record is there before the process, so that a crash in between leaves a trace and no unknown process.
            if record.queued == nil {
                try history.create(&record, input: input)
            } else {
                try history.update(record)
            }
        } catch {
            throw .notRecorded(record.job, "\(error)")
        }
        job.runs.queue.removeAll { $0.id == record.id }
        job.runs.note(record)
        job.runs.lastSkip = nil
        let channel = outputChannel(of: record)
        do {
            let (run, attach) = try start(record, channel, runnable, heldUntil: moment?.release)
            let settings = runnable.description.settings
            job.runs.active.append(run)
            activeRunCount += 1
            job.runs.note(run.record)
            if let lock = settings.concurrency.lock { locks.take(lock, record.reference) }
            if let moment {
                hold(
                    HeldRun(
                        reference: record.reference,
                        moment: moment,
                        settings: settings,
                        settingsRevision: siteSettings.revision,
                        secretRevisions: secretRevisions(settings),
                        attach: attach
                    )
                )
            } else {
                attachLater(attach)
                confirmLater(run.record.reference)
                announce(run, job, settings)
            }
            return run.record
        } catch {
            // It is tried again when it is due.
            if moment != nil {
                forget(record, job)
                throw .startFailed(record.job, "\(error)")
            }
            throw startFailed(record, "\(error)", channel, job)
        }
    }

    /// What follows from the start of a run; `since`: when that was, if not just now.
    func announce(_ run: ActiveRun, _ job: HostedJob, _ settings: JobSettings, since: MonotonicTime? = nil) {
        watchLimits(of: run, job.folder, settings, since: since)
        tidyHistory(job)
        tellOfBegin(run.record, job)
    }

    private func startFailed(
        _ record: RunRecord,
        _ reason: String,
        _ channel: OutputChannel,
        _ job: HostedJob
    ) -> RunRefusal {
        var record = record
        record.processID = nil
        fail(&record, reason, channel, job)
        runWasConcluded(record, job)
        return .startFailed(record.job, reason)
    }

    // MARK: on the way to the program

    /// Processes that may be on their way to their programs at once; beyond, the first is waited for.
    private static let maximumUnconfirmed = 8

    /// While a process is on its way, this thread can prepare the next: many runs that begin at one time do so faster.
    private func confirmLater(_ run: RunReference) {
        if unconfirmed.isEmpty {
            loop.post { [unowned self] in assumeIsolated { $0.confirmStarts() } }
        }
        unconfirmed.append(run)
        if unconfirmed.count > Self.maximumUnconfirmed {
            // A start that failed is on record.
            _ = try? confirmStart(of: unconfirmed[0])
        }
    }

    private func confirmStarts() {
        while let run = unconfirmed.first { _ = try? confirmStart(of: run) }
    }

    private func confirmStart(of record: RunRecord) throws(RunRefusal) {
        try confirmStart(of: record.reference)
    }

    func confirmStart(of reference: RunReference) throws(RunRefusal) {
        guard let place = unconfirmed.firstIndex(of: reference) else { return }
        unconfirmed.remove(at: place)
        guard let (job, run) = activeRun(reference) else { return }
        try confirm(run, job)
    }

    func activeRun(_ reference: RunReference) -> (HostedJob, ActiveRun)? {
        guard let job = jobs[JobFolder(type: .triggered, name: reference.job.text)],
            let run = job.runs.active.first(where: { $0.record.id == reference.run })
        else { return nil }
        return (job, run)
    }

    /// Waits until the run's process executes; one that cannot is on record as failed.
    func confirm(_ run: ActiveRun, _ job: HostedJob) throws(RunRefusal) {
        do {
            try run.supervisor.confirmStart()
        } catch {
            // Its log begins before it ends.
            attachOutputs()
            job.runs.active.removeAll { $0 === run }
            activeRunCount -= 1
            run.limitWatch?.cancel()
            throw startFailed(run.record, "\(error)", run.channel, job)
        }
    }

    /// Runs whose output waits to be taken up, before it is in spite of further starts.
    private static let maximumUnattached = 512

    /// The thread of the logs takes up the outputs of runs that begin together in one go.
    ///
    /// Woken for each of them, it would take the processor from the next start; what they write meanwhile is in their
    /// pipes.
    private func attachLater(_ attach: @escaping () -> Void) {
        if unattached.isEmpty {
            loop.post { [unowned self] in assumeIsolated { $0.attachOutputs() } }
        }
        unattached.append(attach)
        if unattached.count >= Self.maximumUnattached { attachOutputs() }
    }

    func attachOutputs() {
        for attach in unattached { attach() }
        unattached.removeAll(keepingCapacity: true)
    }

    /// Starts the process of a run, and says how its output gets to the thread of the logs.
    private func start(
        _ record: RunRecord,
        _ channel: OutputChannel,
        _ runnable: RunnableJob,
        heldUntil: MonotonicTime?
    ) throws -> (ActiveRun, attach: () -> Void) {
        let description = runnable.description
        let slot = runnable.job.runs.takeSlot()
        let launch = try prepareLaunch(
            runnable.id,
            runnable.finding,
            description,
            runnable.version,
            run: record,
            slot: slot
        )
        var request = launch.request
        request.heldUntil = heldUntil
        let supervisor = try Supervisor(
            request,
            tree: launch.tree,
            order: launch.order,
            limits: launch.watched,
            kept: keptStart(launch, runnable.id, run: record.id, slot: slot),
            loop: loop,
            clock: clock
        ) { [unowned self, folder = runnable.job.folder, id = record.id] end in
            onLoop(folder) { $0.processEnded($1, id, end) }
        }
        var record = record
        record.processID = Int(supervisor.processID)
        let lines = [
            "Status changed to Initializing",
            "Run script '\(description.script ?? "")' with script host - '\(description.hostName)'",
            "Status changed to Running",
        ]
        // Not the writing ends: while one is open here, the output has no end.
        let (output, errorOutput, mask) = (launch.output, launch.errorOutput, launch.secrets.mask)
        let attach = { channel.attach(output: output, errorOutput: errorOutput, after: lines, mask: mask) }
        let run = ActiveRun(
            record: record,
            supervisor: supervisor,
            channel: channel,
            workingCopy: launch.root,
            slot: slot,
            successCodes: description.settings.successExitCodes,
            limits: description.settings.limits,
            secretFiles: launch.secrets.files
        )
        run.privateFolder = launch.privateFolder
        return (run, attach)
    }

    func outputChannel(of record: RunRecord) -> OutputChannel {
        let job = jobs[JobFolder(type: .triggered, name: record.job.text)]
        let limits = job?.finding?.description?.settings.log ?? JobSettings().log
        let path = history.outputPath(record)
        return outputChannel(
            to: LogLocation(path: path, keepingBothEndsOf: limits.maximumRunSize),
            of: WrittenLog(job: JobID(type: .triggered, name: record.job), run: record.id, path: path)
        )
    }

    private func fail(_ record: inout RunRecord, _ reason: String, _ channel: OutputChannel, _ job: HostedJob) {
        record.outcome = .failed
        record.cause = .startFailed
        record.detail = reason
        record.end = clock.wallTime()
        channel.write(.systemInfo, "Status changed to Failed")
        channel.write(.systemError, "WebJob run failed due to: \(reason)")
        save(&record, job)
    }

    /// `since`: when it began, if that was not just now.
    func watchLimits(of run: ActiveRun, _ folder: JobFolder, _ settings: JobSettings, since: MonotonicTime? = nil) {
        // 0 is how a job says that it wants none, whatever the site says.
        let idleTimeout = settings.idleTimeout ?? siteSettings.idleTimeout
        let limits = RunLimitWatch.Limits(
            timeout: settings.timeout.flatMap { $0 > .zero ? $0 : nil },
            idleTimeout: idleTimeout.flatMap { $0 > .zero ? $0 : nil }
        )
        guard limits.timeout != nil || limits.idleTimeout != nil else { return }
        run.limitWatch = RunLimitWatch(
            limits,
            supervisor: run.supervisor,
            channel: run.channel,
            start: since ?? clock.monotonicTime(),
            loop: loop,
            clock: clock
        ) { [unowned self, id = run.record.id] cause, reason in
            onLoop(folder) { host, job in
                guard let run = job.runs.active.first(where: { $0.record.id == id }) else { return }
                run.channel.write(.systemError, "the run is stopped: \(reason)")
                host.stop(run, cause: cause, reason: reason)
            }
        }
    }
}
