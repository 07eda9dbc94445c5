import DirectoryWatch
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import Secrets
import SiteSettings

extension JobHost {
    /// Compares what is wanted of this job with what runs, and takes the next step.
    ///
    /// May be called at any moment.
    func reconcile(_ job: HostedJob) {
        switch job.folder.type {
        case .continuous: reconcileContinuous(job)
        case .triggered: reconcileTriggered(job)
        }
    }

    private func reconcileContinuous(_ job: HostedJob) {
        if let action = job.continuous.reconcile(wanted(job), now: clock.monotonicTime()) { carryOut(action, job) }
        writeStatus(job)
        reviewStart(job)
    }

    func wanted(_ job: HostedJob) -> ContinuousJob.Wanted {
        guard let finding = job.finding else { return .absent }
        guard let version = finding.version, finding.description?.canRun == true else { return .stopped }
        if isStopping || job.isDisabled || siteSettings.areJobsStopped { return .stopped }
        if secretProblem(job) != nil { return .stopped }
        return .run(
            Generation(
                version: version,
                environmentRevision: siteSettings.revision,
                secretRevisions: finding.description.map { secretRevisions($0.settings) } ?? []
            )
        )
    }

    private func carryOut(_ action: ContinuousJob.Action, _ job: HostedJob) {
        switch action {
        case .start(let generation):
            start(generation, job)
        case .stop:
            log(job, .systemInfo, stopReason(job))
            log(job, .systemInfo, "Status changed to Stopping")
            job.streak.startAnew()
            job.supervisor?.stop()
        case .waitForRestart(let due):
            waitForRestart(job, until: due)
        case .forget:
            forget(job)
        }
    }

    private func stopReason(_ job: HostedJob) -> String {
        if job.finding == nil { return "the job's folder was removed; stopping the job" }
        if isStopping { return "WebJob is stopping due to website shutting down" }
        if job.isDisabled { return "the job was stopped by request (disable.job)" }
        if job.finding?.description?.canRun != true { return "the job has a problem and cannot run; stopping it" }
        if let problem = secretProblem(job) { return "\(problem.message); stopping the job" }
        return "Detected WebJob file/s were updated, refreshing WebJob"
    }

    // MARK: start and end of its process

    private func start(_ generation: Generation, _ job: HostedJob) {
        guard let id = job.id, let finding = job.finding, let description = finding.description else { return }
        cancelRestart(job)
        do {
            try Folder.create(layout.data(of: id))
            let channel = try channel(of: job, id, description)
            let launch = try prepareLaunch(id, finding, description, generation.version)
            job.launchedRoot = launch.root
            job.port = launch.port
            job.secretFiles = launch.secrets.files
            job.supervisor = try Supervisor(
                launch.request,
                tree: launch.tree,
                order: launch.order,
                loop: loop,
                clock: clock
            ) { [unowned self, folder = job.folder] end in
                onLoop(folder) { $0.processEnded($1, end) }
            }
            channel.attach(output: launch.output, errorOutput: launch.errorOutput, mask: launch.secrets.mask)
            try job.supervisor?.confirmStart()
            job.startCount += 1
            log(
                job,
                .systemInfo,
                "Run script '\(description.script ?? "")' with script host - '\(description.hostName)'"
            )
            log(job, .systemInfo, "Status changed to Running")
            tellOfStart(job)
        } catch {
            // The end of a process that never was: the restart delay keeps a broken job from spinning.
            job.supervisor = nil
            job.secretFiles = nil
            job.lastEnd = nil
            job.lastFailure = "cannot be started: \(error)"
            log(job, .systemError, "WebJob run failed due to: \(error)")
            logger.warning("job cannot be started", metadata: ["job": "\(id)", "error": "\(error)"])
            tellOfEnd(job, nil, after: .zero)
            processIsGone(job)
        }
    }

    private func processEnded(_ job: HostedJob, _ end: ProcessEnd) {
        let processID = (job.supervisor?.processID).map { Int($0) }
        job.supervisor = nil
        job.secretFiles?.remove()
        job.secretFiles = nil
        job.lastEnd = end
        var lifetime: Duration?
        if case .running(_, let since) = job.continuous.state { lifetime = clock.monotonicTime() - since }
        job.lastFailure = failureText(end.exit, after: lifetime)
        switch end.exit {
        case .code(0):
            log(job, .systemInfo, "Status changed to Success")
        case .code(let code):
            log(job, .systemError, "Job failed due to exit code \(code)")
        case .signal(let number) where job.continuous.state == .stopping:
            log(
                job,
                .systemInfo,
                "WebJob process was ended by \(SignalName.of(number))\(end.wasKilled ? " after its stopping_wait_time" : "")"
            )
        case .signal(let number):
            log(job, .systemError, "Job failed: its process was ended by \(SignalName.of(number))")
        }
        tellOfEnd(job, end.exit, processID, after: lifetime)
        processIsGone(job)
    }

    private func processIsGone(_ job: HostedJob) {
        let delay = job.finding?.description?.settings.restart.delay ?? siteSettings.restartTime
        if let action = job.continuous.ended(now: clock.monotonicTime(), restartDelay: delay) {
            carryOut(action, job)
        } else {
            log(job, .systemInfo, "Status changed to Stopped")
        }
        reconcile(job)
        finishIfStopped()
    }

    private func waitForRestart(_ job: HostedJob, until due: MonotonicTime) {
        let delay = max(.zero, due - clock.monotonicTime())
        log(job, .systemInfo, "Process went down, waiting for \(Self.roundedSeconds(delay)) seconds")
        log(job, .systemInfo, "Status changed to PendingRestart")
        cancelRestart(job)
        job.restartTimer = loop.schedule(at: due) { [unowned self, folder = job.folder] in
            onLoop(folder) { $0.reconcile($1) }
        }
    }

    private static func roundedSeconds(_ duration: Duration) -> Int64 {
        (duration.inNanoseconds + 500_000_000) / 1_000_000_000
    }

    private func cancelRestart(_ job: HostedJob) {
        if let timer = job.restartTimer { loop.cancel(timer) }
        job.restartTimer = nil
    }

    private func forget(_ job: HostedJob) {
        // A look that is under way may find the folder made again, and others wait for it; it ends with a reconciliation.
        guard job.look == .idle else { return }
        cancelRestart(job)
        jobs[job.folder] = nil
        guard let id = job.id else { return }
        if job.wasFound { logger.notice("job was removed", metadata: ["job": "\(id)"]) }
        trees.forget(id)
        discardAllCopies(id)
    }

    // MARK: what others see

    func status(_ job: HostedJob) -> ContinuousStatus {
        switch job.continuous.state {
        case .running: .running
        case .stopping: .stopping
        case .pendingRestart: .pendingRestart
        case .idle: job.isDisabled || isStopping || siteSettings.areJobsStopped ? .stopped : .initializing
        }
    }

    private func writeStatus(_ job: HostedJob) {
        guard let id = job.id, job.finding != nil || job.supervisor != nil else { return }
        let file =
            job.statusFile
            ?? StatusFile(
                folder: layout.data(of: id),
                instance: instance,
                loop: loop,
                outputLoop: outputLoop,
                clock: clock,
                logger: logger
            )
        job.statusFile = file
        let status = status(job)
        file.show(status)
        guard status != job.toldStatus else { return }
        job.toldStatus = status
        tell(.status, job, detail: status.rawValue)
    }

    func log(_ job: HostedJob, _ level: LogLevel, _ text: String) {
        job.channel?.write(level, text)
    }

    private func channel(of job: HostedJob, _ id: JobID, _ description: JobDescription) throws -> OutputChannel {
        if let channel = job.channel { return channel }
        let limits = description.settings.log
        let channel = OutputChannel(
            location: LogLocation(
                path: layout.log(of: id),
                maximumSize: limits.maximumSize,
                fileCount: limits.fileCount
            ),
            instance: instance,
            loop: outputLoop,
            clock: clock
        )
        job.channel = channel
        channel.write(.systemInfo, "Status changed to Starting")
        channel.write(.systemInfo, "WebJob singleton setting is \(description.settings.isSingleton ? "True" : "False")")
        return channel
    }
}
