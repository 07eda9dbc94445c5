import CronSchedule
import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import Secrets
import SiteSettings

/// Starting on time, however much is due: the processes of a schedule are prepared shortly before their moment, and wait
/// for it by themselves.
///
/// What need not be decided before its time is not: where a run would have to wait, be refused or look at a change first,
/// the occurrence is dealt with when it is due.
extension JobHost {
    private static let leadTolerance: Duration = .milliseconds(10)
    /// Between two looks at processes that should have gone on.
    private static let latePause: Duration = .milliseconds(50)

    /// Begins the run of the next occurrence before its time, if nothing speaks against it; whether it did.
    func beginEarly(_ job: HostedJob, _ state: TriggeredRuns.ScheduleState) -> Bool {
        guard let name = job.id?.name, let settings = job.finding?.description?.settings, !isStopping, !isHandingOver,
            isSettled(job), job.runs.settlingStarts == 0, !job.runs.hasWaiting,
            admission(job, name, settings.concurrency).decision == .begin
        else { return false }
        let lead = state.next - clock.wallTime()
        // The wall clock went slower than the other, or stands still.
        guard lead <= state.slot.lead + Self.leadTolerance else { return false }
        let moment = StartMoment(wall: state.next, monotonic: clock.monotonicTime() + lead, slot: state.slot)
        var request = RunRequest(trigger: Self.trigger(state.schedule))
        request.scheduledTime = state.next
        // What is refused now is refused again when it is due, and recorded then.
        return (try? admitEarly(request, name, moment)) != nil
    }

    /// The slot of one more start at this moment.
    func slot(at second: Int64) -> StartSlots.Slot {
        let margin = siteSettings.earlyStart
        guard margin > .zero else { return .none }
        return held.slots.take(at: second, now: clock.wallTime().seconds, margin: margin)
    }

    /// No start is prepared longer before its moment than this.
    var longestLead: Duration { held.slots.longestLead(margin: siteSettings.earlyStart, jobs: jobs.count) }

    /// Keeps a run that begins until its moment.
    func hold(_ run: HeldRun) {
        let second = run.moment.wall.seconds
        if held.gates[second] == nil {
            // Those who come after it have smaller places.
            let passing = StartSlots.passing(of: run.moment.slot.place + 1)
            loop.schedule(at: run.moment.monotonic + passing) { [unowned self] in
                assumeIsolated { $0.openGate(second) }
            }
        }
        held.gates[second, default: []].append(run.reference)
        held.runs[run.reference] = run
    }

    private func openGate(_ second: Int64) {
        var late: [RunReference] = []
        for reference in held.gates.removeValue(forKey: second) ?? [] {
            // Somebody has stopped it, or its program lies on a disk that hangs: nobody else waits for it.
            if activeRun(reference)?.1.supervisor.isOnItsWay == true {
                late.append(reference)
            } else {
                confirmHeld(reference)
            }
        }
        guard !late.isEmpty else { return }
        held.gates[second, default: []] += late
        loop.schedule(at: clock.monotonicTime() + Self.latePause) { [unowned self] in
            assumeIsolated { $0.openGate(second) }
        }
    }

    /// Its moment has come: the process executes its program, or could not.
    private func confirmHeld(_ reference: RunReference) {
        guard let run = held.runs.removeValue(forKey: reference), let (job, active) = activeRun(reference) else {
            return
        }
        // Its log begins before it ends.
        run.attach()
        // One that could not be started is on record then.
        guard (try? confirm(active, job)) != nil else { return }
        if let lateness = active.supervisor.lateness { lags.note(run.moment.slot.offset + lateness) }
        announce(active, job, run.settings, since: run.moment.monotonic)
        if let end = run.end { processEnded(job, reference.run, end) }
    }

    /// Whether the end of a run waits until those who began with it have begun; else it is as any other from now on.
    func mustWait(_ run: ActiveRun, _ end: ProcessEnd) -> Bool {
        let reference = run.record.reference
        guard held.runs[reference] != nil else { return false }
        held.runs[reference]?.end = end
        // Somebody stopped it, and may wait for that.
        if run.stopCause != nil { confirmHeld(reference) }
        return true
    }

    // MARK: taking it back

    /// What has changed before its moment counts at that moment: processes of the job that wait for it go.
    func revokeOutdated(_ job: HostedJob) {
        guard !held.runs.isEmpty else { return }
        let isPlanned = job.runs.schedule.map { $0.schedule == wantedSchedule(job) } ?? false
        for run in job.runs.active where !isPlanned || isOutdated(run, job) { revoke(run) }
    }

    private func isOutdated(_ run: ActiveRun, _ job: HostedJob) -> Bool {
        guard let held = held.runs[run.record.reference] else { return false }
        return job.finding?.version != run.record.version || siteSettings.revision != held.settingsRevision
            || secretRevisions(held.settings) != held.secretRevisions
    }

    /// Takes the process of a run back if it waits for its moment; whether it did.
    @discardableResult
    func revoke(_ run: ActiveRun) -> Bool {
        guard held.runs[run.record.reference] != nil, run.supervisor.discard() else { return false }
        held.runs[run.record.reference] = nil
        run.isRevoked = true
        return true
    }

    /// Its process has gone: all is as if it had not been prepared.
    func wasRevoked(_ run: ActiveRun, _ job: HostedJob) {
        job.runs.active.removeAll { $0 === run }
        activeRunCount -= 1
        run.secretFiles?.remove()
        run.supervisor.release()
        if let cause = run.stopCause {
            conclude(run.record, cause, run.stopReason, job)
        } else {
            forget(run.record, job)
            if let schedule = job.runs.schedule, let moment = run.record.request.scheduledTime {
                dealAgain(with: moment, schedule, job)
            }
            startAfterEnd(of: run.record, job)
        }
        reconcile(job)
        finishIfStopped()
    }

    /// Records a run that somebody stopped before it began.
    private func conclude(_ record: RunRecord, _ cause: RunCause, _ reason: String?, _ job: HostedJob) {
        var record = record
        record.start = clock.wallTime()
        record.end = record.start
        record.processID = nil
        record.outcome = .stopped
        record.cause = cause
        record.detail = ["it was stopped before it began", reason].compactMap(\.self).joined(separator: ": ")
        save(&record, job)
        runWasConcluded(record, job)
    }

    /// Takes a run that did not begin out of the history.
    func forget(_ record: RunRecord, _ job: HostedJob) {
        do throws(SystemError) {
            try history.forget(record.id, of: record.job)
        } catch {
            // It stays as one that is under way, until the next host sees that it is not.
            logger.warning(
                "a run that did not begin stays on record",
                metadata: ["run": "\(record.id)", "error": "\(error)"]
            )
        }
        if job.runs.last?.id == record.id { job.runs.last = nil }
        for waiter in runWaiters.removeValue(forKey: record.reference) ?? [] { waiter.resume() }
    }
}
