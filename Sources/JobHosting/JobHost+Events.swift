import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision
import RunHistory

/// Telling what happens: to the API's followers, to those who want messages, to whoever else listens.
extension JobHost {
    /// A planned run that begins this long after its time is late.
    private static let lateness: Duration = .seconds(10)

    func tell(_ kind: HostEventKind, _ job: HostedJob, run: RunRecord? = nil, detail: String? = nil) {
        var event = newEvent(kind, job)
        event.run = run
        event.detail = detail
        events.publish(event)
    }

    private func newEvent(_ kind: HostEventKind, _ job: HostedJob) -> HostEvent {
        var event = HostEvent(kind, job.id, at: clock.wallTime())
        if let settings = job.finding?.description?.settings { event.notify = settings.notify }
        return event
    }

    // MARK: runs

    func tellOfBegin(_ record: RunRecord, _ job: HostedJob) {
        tell(.started, job, run: record)
        guard record.request.isLateOccurrence, let planned = record.request.scheduledTime else { return }
        let late = record.start - planned
        guard late > Self.lateness else { return }
        tell(.late, job, run: record, detail: "the run began \(late.components.seconds) s after its planned time")
    }

    func tellOfEnd(_ record: RunRecord, _ job: HostedJob, willRetry: Bool) {
        let kind: HostEventKind
        switch record.outcome {
        case .success: kind = .succeeded
        case .failed, .aborted: kind = .failed
        case .stopped: kind = .stopped
        case .skipped: return tellOfSkipped(record, job)
        case .initializing, .queued, .running: return
        }
        var event = newEvent(kind, job)
        event.run = record
        event.willRetry = willRetry
        event.detail = kind == .succeeded ? nil : RunConclusion.sentence(record)
        events.publish(event)
        guard record.outcome.isConclusive, !willRetry else { return }
        if kind == .succeeded, job.runs.lastOutcome?.isFailure == true { tell(.recovered, job, run: record) }
        job.runs.lastOutcome = record.outcome
    }

    func tellOfSkipped(_ record: RunRecord, _ job: HostedJob) {
        tell(record.cause == .missed ? .missed : .skipped, job, run: record, detail: record.detail)
    }

    /// What an earlier host could not tell.
    func tellOfLostRuns(_ job: HostedJob) {
        for record in lostRuns.removeValue(forKey: job.folder) ?? [] {
            tellOfEnd(record, job, willRetry: job.runs.retries[record.id] != nil)
        }
    }

    // MARK: continuous jobs

    func tellOfStart(_ job: HostedJob, _ process: ContinuousProcess) {
        var event = newEvent(.started, job)
        event.process = HostEvent.ProcessFacts(processID: process.processID)
        event.process?.failures = process.streak.count
        events.publish(event)
        scheduleSteady(job, process)
    }

    /// Counts from the start of the process; one that must show that it is ready has the time from then on.
    func scheduleSteady(_ job: HostedJob, _ process: ContinuousProcess) {
        cancelSteadyTimer(process)
        process.steadyTimer = loop.schedule(at: clock.monotonicTime() + process.streak.steadyTime) {
            [unowned self, folder = job.folder, index = process.index] in
            onLoop(folder, index) { $0.isSteady($1, $2) }
        }
    }

    private func isSteady(_ job: HostedJob, _ process: ContinuousProcess) {
        process.steadyTimer = nil
        guard process.upSince != nil else { return }
        let isRecovered = process.streak.becomeSteady()
        for kind in isRecovered ? [HostEventKind.up, .recovered] : [.up] {
            var event = newEvent(kind, job)
            event.process = HostEvent.ProcessFacts(processID: process.processID)
            events.publish(event)
        }
    }

    private func cancelSteadyTimer(_ process: ContinuousProcess) {
        if let timer = process.steadyTimer { loop.cancel(timer) }
        process.steadyTimer = nil
    }

    /// Before the state goes on: whether somebody asked for the end is part of what is told.
    ///
    /// `exit` is `nil` for a process that could not be started.
    func tellOfEnd(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ exit: ProcessExit?,
        _ processID: Int? = nil,
        after lifetime: Duration?,
        isFailure: Bool = false
    ) {
        cancelSteadyTimer(process)
        var facts = HostEvent.ProcessFacts(processID: processID)
        facts.lifetime = lifetime
        switch exit {
        case .code(let code): facts.exitCode = Int(code)
        case .signal(let number): facts.signal = SignalName.of(number)
        case nil: break
        }
        var kinds: [HostEventKind]
        if process.state.state == .stopping {
            kinds = [.stopped]
            job.recentEnds.note(.stopped)
        } else if exit == .code(0), !isFailure {
            kinds = [.succeeded]
            job.recentEnds.note(.success)
            process.streak.startAnew()
        } else {
            job.recentEnds.note(.failed)
            let isLoop = process.streak.fail(after: lifetime ?? .zero)
            kinds = isLoop ? [.failed, .crashLooping] : [.failed]
        }
        facts.failures = process.streak.count
        let told = kinds.map { kind in
            var event = newEvent(kind, job)
            event.process = facts
            event.detail = kind == .succeeded ? nil : process.lastFailure
            return event
        }
        // When its last lines are in its log, which those who are told may want to read.
        guard let channel = job.channel else { return publish(told) }
        channel.catchUp { self.publish(told) }
    }

    private nonisolated func publish(_ told: [HostEvent]) {
        for event in told { events.publish(event) }
    }

    // MARK: folders

    func tellOfChange(_ finding: FolderFinding, before: FolderFinding?, of job: HostedJob) {
        if before == nil {
            if isResumed { tell(.added, job) }
        } else if finding.version != before?.version {
            tell(.changed, job)
        }
        let now = finding.problems.filter { $0.severity == .problem }
        let then = (before?.problems ?? []).filter { $0.severity == .problem }
        let notify = finding.description?.settings.notify ?? NotifySettings()
        for problem in now where !then.contains(problem) {
            tell(.problem, problem, job, notify, isStanding: before == nil)
        }
        for problem in then where !now.contains(problem) { tell(.problemCleared, problem, job, notify) }
    }

    /// While it is still known what the job was.
    func tellOfRemoval(_ job: HostedJob) {
        guard let finding = job.finding else { return }
        let notify = finding.description?.settings.notify ?? NotifySettings()
        for problem in finding.problems where problem.severity == .problem {
            tell(.problemCleared, problem, job, notify)
        }
        tell(.removed, job)
    }

    private func tell(
        _ kind: HostEventKind,
        _ problem: Problem,
        _ job: HostedJob,
        _ notify: NotifySettings,
        isStanding: Bool = false
    ) {
        var event = newEvent(kind, job)
        event.notify = notify
        event.problem = problem
        event.isStanding = isStanding
        event.detail = problem.description
        events.publish(event)
    }
}
