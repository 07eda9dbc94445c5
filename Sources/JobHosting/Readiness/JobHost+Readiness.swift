import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision

/// Whether started processes of continuous jobs are ready, and stay well.
extension JobHost {
    /// One under a debugger is started as soon as it can be, and need not show anything.
    func terms(_ job: HostedJob, _ process: ContinuousProcess) -> ContinuousJob.Terms {
        process.debugging == nil ? terms(job) : ContinuousJob.Terms()
    }

    private func terms(_ job: HostedJob) -> ContinuousJob.Terms {
        guard let settings = job.finding?.description?.settings else { return ContinuousJob.Terms() }
        return ContinuousJob.Terms(
            awaitsReady: settings.ready?.isEmpty == false,
            overlaps: settings.restart.overlaps,
            isHeld: !settings.dependsOn.isEmpty && !waits(of: job).isEmpty
        )
    }

    /// For a start that is to say how it is; `nil` where nobody asks.
    func notifyListener(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ settings: JobSettings
    ) throws(SystemError) -> NotifyListener? {
        guard settings.ready?.usesNotify == true || settings.watchdog != nil else { return nil }
        let start = String(clock.monotonicTime().nanoseconds, radix: 36)
        guard settings.sandbox == nil else {
            // Out of a sandbox leads no name, but a path does.
            try Folder.create(layout.notifySockets)
            let path = "\(layout.notifySockets)/\(start)-\(process.index)"
            return NotifyListener(try NotifySocket(path: path, for: user(for: settings)), loop: loop)
        }
        let name = "nyala/\(instance)/\(job.folder.name)/\(process.index)/\(start)"
        return NotifyListener(try NotifySocket(name: name), loop: loop)
    }

    /// What a process gets beside what all starts of the job get.
    func additions(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ notify: NotifyListener?,
        _ settings: JobSettings
    ) -> [(name: String, value: String)] {
        var variables = [
            (name: "WEBJOBS_INSTANCE_INDEX", value: "\(process.index)"),
            (name: "WEBJOBS_INSTANCE_COUNT", value: "\(job.instanceCount)"),
        ]
        if let notify { variables.append((name: "NOTIFY_SOCKET", value: notify.address)) }
        if let watchdog = settings.watchdog {
            variables.append((name: "WATCHDOG_USEC", value: "\(watchdog.inNanoseconds / 1000)"))
        }
        return variables
    }

    /// Tells of a line of the job's output that it waits for.
    func wantedLine(_ job: HostedJob, _ process: ContinuousProcess, number: Int, _ settings: JobSettings) -> WantedLine?
    {
        guard let pattern = settings.ready?.logLine else { return nil }
        return WantedLine(pattern) { [unowned self, folder = job.folder, index = process.index] in
            loop.post {
                self.onLoop(folder, index) { $2.started(number)?.readiness?.note(.logLine) }
            }
        }
    }

    /// Begins to wait for what a process that was just started must show, and to hear what it says.
    ///
    /// One that stands at a breakpoint can show nothing: under a debugger it is only heard.
    func watch(_ started: StartedProcess, _ job: HostedJob, _ process: ContinuousProcess, _ settings: JobSettings) {
        guard started.debugging == nil else { return listen(to: started, job, process) }
        started.watchdog = settings.watchdog
        let (folder, index, number) = (job.folder, process.index, started.number)
        if let ready = settings.ready, !ready.isEmpty {
            let watch = ReadinessWatch(ready, port: started.port, loop: loop, clock: clock) { [unowned self] outcome in
                onLoop(folder, index) { $0.take(outcome, $1, $2, number) }
            }
            started.readiness = watch
            watch.begin()
        } else {
            armWatchdog(started, job, process)
        }
        listen(to: started, job, process)
    }

    /// Goes on watching a process that an earlier host started, and that counts as ready.
    func watchAgain(_ started: StartedProcess, _ job: HostedJob, _ process: ContinuousProcess, _ notifyName: String?) {
        started.watchdog = job.finding?.description?.settings.watchdog
        armWatchdog(started, job, process)
        guard let notifyName else { return }
        do throws(SystemError) {
            started.notify = try NotifyListener(again: notifyName, loop: loop)
        } catch {
            log(job, process, .systemError, "what the job says of itself cannot be heard: \(error)")
        }
        listen(to: started, job, process)
    }

    private func listen(to started: StartedProcess, _ job: HostedJob, _ process: ContinuousProcess) {
        let (folder, index, number) = (job.folder, process.index, started.number)
        do throws(SystemError) {
            try started.notify?.begin(
                isOwn: { [weak started] in started?.supervisor?.owns($0) == true },
                stranger: { [unowned self] sender in
                    onLoop(folder, index) { $0.tellOfStranger(sender, $1, $2) }
                },
                hear: { [unowned self] message in
                    onLoop(folder, index) { $0.hear(message, $1, $2, number) }
                }
            )
        } catch {
            log(job, process, .systemError, "what the job says of itself cannot be heard: \(error)")
        }
    }

    private func tellOfStranger(_ sender: Int32, _ job: HostedJob, _ process: ContinuousProcess) {
        let text =
            "process \(sender), which is none of the job's, sent a message to its NOTIFY_SOCKET; it does not count"
        log(job, process, .systemWarning, text)
    }

    private func hear(_ message: NotifyMessage, _ job: HostedJob, _ process: ContinuousProcess, _ number: Int) {
        guard let started = process.started(number) else { return }
        if let status = message.status { started.statusText = status }
        if let longer = message.longer { started.readiness?.extend(by: longer) }
        if let watchdog = message.watchdog, started.watchdog != nil { started.watchdog = watchdog }
        if message.isStopping { log(job, process, .systemInfo, "the job says that it is stopping") }
        if message.isUnwell, started.debugging == nil {
            return fail(started, job, process, "said that it is not well (WATCHDOG=trigger)")
        }
        if message.isWell || message.watchdog != nil, started.readiness == nil { armWatchdog(started, job, process) }
        if message.isReady { started.readiness?.note(.notify) }
    }

    // MARK: ready or late

    private func take(
        _ outcome: ReadinessWatch.Outcome,
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ number: Int
    ) {
        guard let started = process.started(number) else { return }
        started.readiness = nil
        switch outcome {
        case .ready:
            armWatchdog(started, job, process)
            let action = process.state.becameReady()
            log(job, process, .systemInfo, "the job is ready")
            log(job, process, .systemInfo, "Status changed to Running")
            if let action { carryOut(action, job, process) }
            scheduleSteady(job, process)
        case .late(let reason):
            fail(started, job, process, reason)
        }
        reconcile(job)
    }

    /// Ends a process that is not as it should be; it is started again by the restart policy.
    private func fail(_ started: StartedProcess, _ job: HostedJob, _ process: ContinuousProcess, _ fault: String) {
        started.fault = fault
        let isSuccessor = process.successor === started
        let action = isSuccessor ? process.state.successorFailed() : process.state.failed()
        if let action { carryOut(action, job, process) }
    }

    // MARK: watchdog

    private func armWatchdog(_ started: StartedProcess, _ job: HostedJob, _ process: ContinuousProcess) {
        guard let interval = started.watchdog else { return }
        if let timer = started.watchdogTimer { loop.cancel(timer) }
        let (folder, index, number) = (job.folder, process.index, started.number)
        started.watchdogTimer = loop.schedule(at: clock.monotonicTime() + interval) { [unowned self] in
            onLoop(folder, index) { $0.watchdogMissed($1, $2, number, interval) }
        }
    }

    private func watchdogMissed(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ number: Int,
        _ interval: Duration
    ) {
        guard let started = process.started(number) else { return }
        started.watchdogTimer = nil
        let seconds = Double(interval.inNanoseconds / 1_000_000) / 1000
        fail(started, job, process, "did not say that it is well (WATCHDOG=1) for \(seconds) s")
        reconcile(job)
    }
}
