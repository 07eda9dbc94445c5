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
            let wanted = self.wanted(job, process, wanted)
            let action = process.state.reconcile(wanted, now: clock.monotonicTime(), terms(job, process))
            if let action { carryOut(action, job, process) }
        }
        job.processes.removeAll { $0.index >= job.instanceCount && $0.isGone }
        if wanted == .absent, job.processes.allSatisfy(\.isGone) { forget(job) }
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

    /// The same for one process of the job.
    private func wanted(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ wanted: ContinuousJob.Wanted
    ) -> ContinuousJob.Wanted {
        let wanted = process.index < job.instanceCount ? wanted : .absent
        guard case .run = wanted else {
            // Where it runs under it already, its stop says so.
            if !process.isUnderDebugger { concludeDebugging(job, process, stopReason(job, process)) }
            return wanted
        }
        // A change waits: nobody takes away what somebody looks at.
        guard let current = process.current, process.isUnderDebugger else { return wanted }
        return .run(current.generation)
    }

    func carryOut(_ action: ContinuousJob.Action, _ job: HostedJob, _ process: ContinuousProcess) {
        switch action {
        case .start(let generation):
            start(generation, job, process)
        case .stop:
            stop(job, process)
        case .waitForRestart(let due):
            waitForRestart(job, process, until: due)
        case .rest(let reason):
            log(job, process, .systemInfo, restWords(reason, job, process))
            log(job, process, .systemInfo, "Status changed to Stopped")
        case .startSuccessor(let generation):
            startSuccessor(generation, job, process)
        case .stopSuccessor:
            stopSuccessor(job, process)
        case .promoteSuccessor:
            promoteSuccessor(job, process)
        case .forget:
            cancelRestart(process)
        }
    }

    private func stop(_ job: HostedJob, _ process: ContinuousProcess) {
        if let fault = process.current?.fault {
            log(job, process, .systemError, "the job \(fault); stopping it")
        } else {
            log(job, process, .systemInfo, stopReason(job, process))
            process.streak.startAnew()
        }
        halt(job, process, why: stopReason(job, process))
    }

    /// Asks all that runs to stop; `why` is for who debugs it.
    func halt(_ job: HostedJob, _ process: ContinuousProcess, why: String) {
        if process.isUnderDebugger { concludeDebugging(job, process, why) }
        log(job, process, .systemInfo, "Status changed to Stopping")
        process.current?.endWatches(on: loop)
        process.current?.supervisor?.stop()
        if let successor = process.successor { letGo(successor, process) }
        process.successor = nil
    }

    /// Stops what does not count any more, beside what runs.
    func letGo(_ started: StartedProcess, _ process: ContinuousProcess) {
        process.leaving.append(started)
        started.endWatches(on: loop)
        started.supervisor?.stop()
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
        lookAtDependents()
    }

    func log(_ job: HostedJob, _ process: ContinuousProcess, _ level: LogLevel, _ text: String) {
        job.channel?.write(level, text, label: logLabel(job, process))
    }

    /// What tells the lines of several processes apart.
    func logLabel(_ job: HostedJob, _ process: ContinuousProcess) -> String {
        job.hasInstances ? "#\(process.index)" : ""
    }

    func channel(of job: HostedJob, _ id: JobID, _ description: JobDescription) throws -> OutputChannel {
        if let channel = job.channel { return channel }
        let channel = outputChannel(of: job, id)
        channel.write([
            (.systemInfo, "Status changed to Starting"),
            (.systemInfo, "WebJob singleton setting is \(description.settings.isSingleton ? "True" : "False")"),
        ])
        return channel
    }

    /// The channel to the job's log, made when there is none.
    func outputChannel(of job: HostedJob, _ id: JobID) -> OutputChannel {
        if let channel = job.channel { return channel }
        let limits = job.finding?.description?.settings.log ?? JobSettings().log
        let path = layout.log(of: id)
        let channel = outputChannel(
            to: LogLocation(path: path, maximumSize: limits.maximumSize, fileCount: limits.fileCount),
            of: WrittenLog(job: id, path: path)
        )
        job.channel = channel
        return channel
    }
}
