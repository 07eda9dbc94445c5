import CronSchedule
import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import SiteSettings

/// When triggered jobs run by themselves.
extension JobHost {
    /// How late jobs run at most when the clock was set and the kernel did not say so.
    private static let clockInterval: Duration = .seconds(20)
    /// How far the wall clock may move from the other one between two looks at both.
    private static let clockTolerance: Duration = .milliseconds(500)
    /// Bytes after which the log of a schedule rolls.
    private static let schedulerLogSize = 1024 * 1024
    /// A clock that is set back further than this was wrong before: everything is planned anew.
    private static let longestRepeat: Duration = .seconds(3 * 3600)

    /// Sets the job's next start by its schedule; nothing to do when it is set already.
    func schedule(_ job: HostedJob) {
        guard let schedule = wantedSchedule(job), let id = job.id else { return unschedule(job) }
        guard job.runs.schedule?.schedule != schedule else { return }
        if let current = job.runs.schedule { loop.cancel(current.timer) }
        let now = clock.wallTime()
        let since = scheduleMemory.since(id.name.text, "\(schedule.expression) \(schedule.zone.name)", now: now)
        // A clock that was ahead when the schedule began must not silence it now.
        var handled = min(since.time, now)
        let ahead = now + Self.longestRepeat
        if since.isKnown, let latest = history.latestScheduledTime(id.name, since: handled, now: ahead) {
            handled = max(handled, self.handled(latest, schedule, now))
        }
        schedulerLog(id, job).write(.systemInfo, "The schedule is \(schedule.expression) (\(schedule.zone.name))")
        takeDue(job, schedule, after: handled, .hostWasDown)
    }

    /// Ends the schedule of a job that has none any more, is stopped or cannot run: what would come due meanwhile is not
    /// missed.
    func unschedule(_ job: HostedJob) {
        guard !isStopping else { return }
        // Retries stay: they do not come from the schedule.
        dropLate(job)
        if let id = job.id { scheduleMemory.forget(id.name.text) }
        guard let current = job.runs.schedule else { return }
        loop.cancel(current.timer)
        job.runs.schedule = nil
        job.channel?.write(.systemInfo, "Removing current schedule from WebJob")
    }

    func wantedSchedule(_ job: HostedJob) -> ZonedSchedule? {
        let current = siteSettings
        guard let description = job.finding?.description, description.canRun, !job.isDisabled, !isStopping,
            !current.areJobsStopped, !current.isScheduleDisabled, let text = description.settings.schedule,
            !description.settings.isSchedulePaused
        else { return nil }
        // A bad expression or zone is a problem of the job, shown where its settings are.
        guard let expression = try? CronExpression(text),
            let zone = zones.zone(named: description.settings.timeZone ?? current.timeZone)
        else { return nil }
        return ZonedSchedule(expression: expression, zone: zone)
    }

    /// Why an occurrence was not dealt with at its time.
    enum Lateness: String {
        case hostWasDown = "the host was not running then"
        case clockWasSet = "the clock was set forward over it"
        case hostWasLate = "the machine was asleep or too busy, or its clock was set forward"
    }

    /// Deals with all that has come due and sets the timer for what comes next.
    private func takeDue(
        _ job: HostedJob,
        _ schedule: ZonedSchedule,
        after handled: Timestamp,
        _ lateness: Lateness
    ) {
        guard let settings = job.finding?.description?.settings else { return }
        let now = clock.wallTime()
        let due = DueOccurrences(
            of: schedule,
            after: handled.seconds,
            through: now.seconds,
            settings.missedRuns.policy,
            window: settings.missedWindow.components.seconds
        )
        let done = max(handled, Timestamp(seconds: now.seconds))
        arm(job, schedule, after: done)
        if let skipped = due.skipped { recordMissed(job, schedule, skipped, lateness) }
        for seconds in due.runs {
            var request = RunRequest(trigger: Self.trigger(schedule))
            request.scheduledTime = Timestamp(seconds: seconds)
            if lateness == .hostWasLate { lags.note(now - Timestamp(seconds: seconds)) }
            if job.runs.backlog.isEmpty, now.seconds - seconds <= DueOccurrences.tolerance {
                start(request, job)
            } else {
                // What is late already may as well wait for the end of a run that is under way.
                job.runs.backlog.append(request)
            }
        }
        rememberProgress(job, done)
        startWaiting(job)
    }

    /// Notes how far the schedule has been dealt with: what still waits for its turn has not, so that the next host finds
    /// it again.
    func rememberProgress(_ job: HostedJob, _ handled: Timestamp? = nil) {
        guard let name = job.id?.name, let handled = handled ?? job.runs.schedule?.handled else { return }
        let waiting = job.runs.lateOccurrences.compactMap(\.scheduledTime).min()
        scheduleMemory.progress(name.text, through: waiting.map { min(handled, $0 + .seconds(-1)) } ?? handled)
    }

    /// What waited for its turn does not come any more.
    private func dropLate(_ job: HostedJob) {
        for request in job.runs.lateOccurrences {
            guard let time = request.scheduledTime else { continue }
            let reason = "it waited for its turn, and the job was stopped, changed or removed"
            record(job, request.trigger, SkippedOccurrences(cause: .refused, reason: reason, time))
        }
        job.runs.backlog.removeAll { $0.isLateOccurrence }
    }

    private func arm(_ job: HostedJob, _ schedule: ZonedSchedule, after handled: Timestamp) {
        job.runs.schedule = nil
        guard let seconds = schedule.nextOccurrence(after: handled.seconds) else { return }
        arm(job, schedule, after: handled, next: Timestamp(seconds: seconds), slot: slot(at: seconds))
    }

    private func arm(
        _ job: HostedJob,
        _ schedule: ZonedSchedule,
        after handled: Timestamp,
        next: Timestamp,
        slot: StartSlots.Slot = .none
    ) {
        let wait = max(.zero, next - clock.wallTime() - slot.lead)
        // The wall clock may be set while the timer runs on the other one; see ``watchClock()``.
        let timer = loop.schedule(at: clock.monotonicTime() + wait) {
            [unowned self, folder = job.folder] in
            onLoop(folder) { $0.timerFired($1) }
        }
        job.runs.schedule = TriggeredRuns.ScheduleState(
            schedule: schedule,
            handled: handled,
            next: next,
            slot: slot,
            timer: timer
        )
    }

    /// Deals with a moment when it is due, though it counts as dealt with.
    func dealAgain(with moment: Timestamp, _ state: TriggeredRuns.ScheduleState, _ job: HostedJob) {
        guard moment <= state.handled, state.schedule.nextOccurrence(after: moment.seconds - 1) == moment.seconds else {
            return
        }
        loop.cancel(state.timer)
        let handled = moment + .seconds(-1)
        arm(job, state.schedule, after: handled, next: moment)
        rememberProgress(job, handled)
    }

    private func timerFired(_ job: HostedJob) {
        guard let current = job.runs.schedule else { return }
        if clock.wallTime() < current.next {
            if beginEarly(job, current) {
                arm(job, current.schedule, after: current.next)
                return rememberProgress(job, current.next)
            }
            return arm(job, current.schedule, after: current.handled, next: current.next)
        }
        let handled = self.handled(current.handled, current.schedule, clock.wallTime())
        takeDue(job, current.schedule, after: handled, .hostWasLate)
    }

    // MARK: the clock

    /// Asks the kernel to tell when somebody sets the wall clock, or the machine wakes from sleep; and looks from time to
    /// time, once for all jobs, because not every kernel tells.
    func watchClock() throws(SystemError) {
        let steps = try ClockSteps()
        _ = try loop.watch(steps.number) { [unowned self] _ in
            guard steps.take() else { return }
            assumeIsolated { $0.clockWasSet() }
        }
        compareClocks(lead: clockLead)
    }

    private func compareClocks(lead: Duration) {
        loop.schedule(at: clock.monotonicTime() + Self.clockInterval) { [unowned self] in
            assumeIsolated { host in
                let now = host.clockLead
                if abs((now - lead).inNanoseconds) > Self.clockTolerance.inNanoseconds { host.clockWasSet() }
                host.compareClocks(lead: now)
            }
        }
    }

    /// How far the wall clock is ahead of the one that nobody can set.
    private var clockLead: Duration {
        .nanoseconds(clock.wallTime().nanoseconds - clock.monotonicTime().nanoseconds)
    }

    private func clockWasSet() {
        let now = clock.wallTime()
        logger.notice("the clock was set", metadata: ["now": "\(now)"])
        for job in jobs.values {
            guard let current = job.runs.schedule else { continue }
            loop.cancel(current.timer)
            let handled = self.handled(current.handled, current.schedule, now)
            takeDue(job, current.schedule, after: handled, .clockWasSet)
        }
    }

    /// Where a clock was set back, a rhythm goes on at once, as in the repeated hour of autumn, and a time of day that
    /// had its turn does not come again.
    private func handled(_ handled: Timestamp, _ schedule: ZonedSchedule, _ now: Timestamp) -> Timestamp {
        // What is near may have been begun early.
        guard now + longestLead < handled else { return handled }
        let isRepeated = handled - now <= Self.longestRepeat && !schedule.expression.isIntervalLike
        return isRepeated ? handled : now
    }

    // MARK: starting

    /// Begins a run that is on time: now, or as the job's `concurrency` says.
    func start(_ request: RunRequest, _ job: HostedJob) {
        guard let name = job.id?.name else { return }
        // One after the other: the newest planned time on record says that all before it have been dealt with.
        if job.runs.settlingStarts == 0, isSettled(job) { return startNow(request, job, name) }
        job.runs.settlingStarts += 1
        // Nobody waits for this task: it ends with the start of the run or its refusal, both on record.
        Task {
            await settle(.triggered, name.text)
            job.runs.settlingStarts -= 1
            startNow(request, job, name)
        }
    }

    private func startNow(_ request: RunRequest, _ job: HostedJob, _ name: JobName) {
        do throws(RunRefusal) {
            _ = try admit(request, nil, name)
            noteFollowed(request, name)
        } catch {
            // A run that has ended, and whose end is only to be written down, is in nobody's way.
            let isOver = job.runs.active.contains { $0.supervisor.hasExited }
            if error == .hostIsFull || error == .alreadyRunning && isOver {
                job.runs.backlog.append(request)
                rememberProgress(job)
                startWaiting(job)
            } else {
                recordRefused(job, request, error)
                noteFollowed(request, name)
            }
        }
    }

    static func trigger(_ schedule: ZonedSchedule) -> String {
        "Schedule - \(schedule.expression.normalized)"
    }

    func schedulerLog(_ id: JobID, _ job: HostedJob) -> OutputChannel {
        if let channel = job.channel { return channel }
        // A job that never ran has no folder yet; where it cannot be made, the log says so when it can be written.
        try? Folder.create(layout.data(of: id))
        let path = layout.log(of: id)
        let channel = outputChannel(
            to: LogLocation(path: path, maximumSize: Self.schedulerLogSize, fileCount: 2, isHeldOpen: false),
            of: WrittenLog(job: id, path: path)
        )
        job.channel = channel
        return channel
    }
}

extension JobSettings.MissedRuns {
    fileprivate var policy: DueOccurrences.Policy {
        switch self {
        case .latest: .latest
        case .skip: .skip
        case .all: .all
        }
    }
}
