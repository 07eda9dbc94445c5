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
        let wanted = wanted(job)
        addProcesses(job)
        for process in job.processes {
            let wanted = process.index < job.instanceCount ? wanted : .absent
            let action = process.state.reconcile(wanted, now: clock.monotonicTime())
            if let action { carryOut(action, job, process) }
        }
        job.processes.removeAll { $0.index >= job.instanceCount && $0.isIdle }
        if wanted == .absent, job.processes.allSatisfy(\.isIdle) { forget(job) }
        writeStatus(job)
        reviewStart(job)
    }

    /// As many as the job is to have; those beyond that go when they have ended.
    private func addProcesses(_ job: HostedJob) {
        for index in 0..<job.instanceCount where job.process(index) == nil {
            job.processes.append(ContinuousProcess(index: index))
        }
        job.processes.sort { $0.index < $1.index }
    }

    func wanted(_ job: HostedJob) -> ContinuousJob.Wanted {
        guard let finding = job.finding else { return .absent }
        guard let version = finding.version, finding.description?.canRun == true else { return .stopped }
        if isStopping || job.isDisabled || siteSettings.areJobsStopped { return .stopped }
        if startProblem(job) != nil { return .stopped }
        return .run(
            Generation(
                version: version,
                environmentRevision: siteSettings.revision,
                secretRevisions: finding.description.map { secretRevisions($0.settings) } ?? []
            )
        )
    }

    private func carryOut(_ action: ContinuousJob.Action, _ job: HostedJob, _ process: ContinuousProcess) {
        switch action {
        case .start(let generation):
            start(generation, job, process)
        case .stop:
            log(job, process, .systemInfo, stopReason(job, process))
            log(job, process, .systemInfo, "Status changed to Stopping")
            process.streak.startAnew()
            process.current?.supervisor?.stop()
        case .waitForRestart(let due):
            waitForRestart(job, process, until: due)
        case .rest(let reason):
            log(job, process, .systemInfo, restWords(reason, job, process))
            log(job, process, .systemInfo, "Status changed to Stopped")
        case .forget:
            cancelRestart(process)
        }
    }

    private func stopReason(_ job: HostedJob, _ process: ContinuousProcess) -> String {
        if job.finding == nil { return "the job's folder was removed; stopping the job" }
        if isStopping { return "WebJob is stopping due to website shutting down" }
        if job.isDisabled { return "the job was stopped by request (disable.job)" }
        if job.finding?.description?.canRun != true { return "the job has a problem and cannot run; stopping it" }
        if let problem = startProblem(job) { return "\(problem.message); stopping the job" }
        if process.index >= job.instanceCount { return "the job has fewer instances now; stopping this one" }
        return "Detected WebJob file/s were updated, refreshing WebJob"
    }

    // MARK: start and end of its processes

    private func start(_ generation: Generation, _ job: HostedJob, _ process: ContinuousProcess) {
        guard let id = job.id, let finding = job.finding, let description = finding.description else { return }
        cancelRestart(process)
        if process.lastGeneration != generation { process.streak.startAnew() }
        process.lastGeneration = generation
        do {
            try Folder.create(layout.data(of: id))
            let channel = try channel(of: job, id, description)
            let slot = process.index
            job.slotCount = max(job.slotCount, slot + 1)
            let launch = try prepareLaunch(
                id,
                finding,
                description,
                generation.version,
                slot: slot,
                additions: additions(job, process)
            )
            let started = StartedProcess(generation, slot: slot, launch)
            process.current = started
            let supervisor = try Supervisor(
                launch.request,
                tree: launch.tree,
                order: launch.order,
                limits: launch.watched,
                loop: loop,
                clock: clock
            ) { [unowned self, folder = job.folder, index = process.index] end in
                onLoop(folder, index) { $0.processEnded($1, $2, end) }
            }
            started.supervisor = supervisor
            channel.attach(
                output: launch.output,
                errorOutput: launch.errorOutput,
                mask: launch.secrets.mask,
                label: logLabel(job, process)
            )
            try supervisor.confirmStart()
            process.startCount += 1
            log(
                job,
                process,
                .systemInfo,
                "Run script '\(description.script ?? "")' with script host - '\(description.hostName)'"
            )
            log(job, process, .systemInfo, "Status changed to Running")
            tellOfStart(job, process)
        } catch {
            // The end of a process that never was: the restart delay keeps a broken job from spinning.
            process.current = nil
            process.lastEnd = nil
            process.lastFailure = "\(subject(job, process))cannot be started: \(error)"
            log(job, process, .systemError, "WebJob run failed due to: \(error)")
            logger.warning("job cannot be started", metadata: ["job": "\(id)", "error": "\(error)"])
            tellOfEnd(job, process, nil, after: .zero)
            processIsGone(job, process, .notStarted, lifetime: nil)
        }
    }

    /// What a process gets beside what all starts of the job get.
    private func additions(_ job: HostedJob, _ process: ContinuousProcess) -> [(name: String, value: String)] {
        [
            ("WEBJOBS_INSTANCE_INDEX", "\(process.index)"),
            ("WEBJOBS_INSTANCE_COUNT", "\(job.instanceCount)"),
        ]
    }

    private func processEnded(_ job: HostedJob, _ process: ContinuousProcess, _ end: ProcessEnd) {
        let processID = process.processID
        process.current?.secretFiles?.remove()
        process.current = nil
        process.lastEnd = end
        var lifetime: Duration?
        if case .running(_, let since) = process.state.state { lifetime = clock.monotonicTime() - since }
        process.lastFailure = subject(job, process) + failureText(end.exit, after: lifetime)
        logEnd(job, process, end)
        tellOfEnd(job, process, end.exit, processID, after: lifetime)
        var exitCode: Int32?
        if case .code(let code) = end.exit { exitCode = code }
        processIsGone(job, process, RestartRule.End(exitCode: exitCode), lifetime: lifetime)
    }

    private func logEnd(_ job: HostedJob, _ process: ContinuousProcess, _ end: ProcessEnd) {
        if let breach = end.breach {
            process.lastFailure = "\(subject(job, process))was ended: \(breach)"
            log(job, process, .systemError, "Job failed: \(breach)")
        } else if let settings = job.finding?.description?.settings,
            let remark = LimitWords(settings.limits).remark(on: end)
        {
            log(job, process, .systemWarning, "About the end of the process: \(remark)")
        }
        switch end.exit {
        case .code(0):
            log(job, process, .systemInfo, "Status changed to Success")
        case .code(let code):
            log(job, process, .systemError, "Job failed due to exit code \(code)")
        case .signal(let number) where process.state.state == .stopping:
            let forced = end.wasKilled ? " after its stopping_wait_time" : ""
            log(job, process, .systemInfo, "WebJob process was ended by \(SignalName.of(number))\(forced)")
        case .signal(let number):
            log(job, process, .systemError, "Job failed: its process was ended by \(SignalName.of(number))")
        }
    }

    private func processIsGone(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ end: RestartRule.End,
        lifetime: Duration?
    ) {
        let settings = job.finding?.description?.settings ?? JobSettings()
        let decision = RestartRule(settings.restart, defaultDelay: siteSettings.restartTime).decision(
            after: end,
            lifetime: lifetime,
            failures: process.streak.count,
            chance: .random(in: 0...1)
        )
        if let action = process.state.ended(now: clock.monotonicTime(), decision) {
            carryOut(action, job, process)
        } else {
            log(job, process, .systemInfo, "Status changed to Stopped")
        }
        reconcile(job)
        finishIfStopped()
    }

    private func forget(_ job: HostedJob) {
        // A look that is under way may find the folder made again, and others wait for it; it ends with a reconciliation.
        guard job.look == .idle else { return }
        jobs[job.folder] = nil
        guard let id = job.id else { return }
        if job.wasFound { logger.notice("job was removed", metadata: ["job": "\(id)"]) }
        trees.forget(id, slots: job.slotCount)
        discardAllCopies(id)
    }

    // MARK: what others see

    private func writeStatus(_ job: HostedJob) {
        guard let id = job.id, job.finding != nil || job.hasProcess else { return }
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

    func log(_ job: HostedJob, _ process: ContinuousProcess, _ level: LogLevel, _ text: String) {
        job.channel?.write(level, text, label: logLabel(job, process))
    }

    /// What tells the lines of several processes apart.
    private func logLabel(_ job: HostedJob, _ process: ContinuousProcess) -> String {
        job.hasInstances ? "#\(process.index)" : ""
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
