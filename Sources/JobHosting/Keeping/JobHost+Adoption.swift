import DirectoryWatch
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import Secrets

/// Taking up the processes of an earlier host, once their job has been looked at.
extension JobHost {
    /// Takes up the job's processes, now that it has been looked at.
    func adoptKept(_ job: HostedJob) {
        guard let keeper, let waiting = waiting.removeValue(forKey: job.folder) else { return }
        // What was asked to stop comes last: another process has taken its place.
        let (leaving, staying) = (waiting.filter { wasAskedToStop($0.job) }, waiting.filter { !wasAskedToStop($0.job) })
        for process in staying.sorted(by: { $0.job.startTime < $1.job.startTime }) + leaving {
            switch job.folder.type {
            case .continuous: adoptContinuous(process, keeper, job)
            case .triggered: adoptRun(process, keeper, job)
            }
        }
    }

    // MARK: each kind

    private func adoptContinuous(_ waiting: WaitingProcess, _ keeper: Keeper, _ job: HostedJob) {
        let kept = waiting.job
        let process = job.process(kept.index) ?? ContinuousProcess(index: kept.index)
        guard process.current == nil, let generation = kept.generation, let output = waiting.process.descriptors.first,
            let tree = tree(of: kept)
        else { return endKept(waiting, keeper) }
        job.startNumber += 1
        let number = job.startNumber
        let supervisor = Supervisor(
            adopting: waiting.process,
            waiting.processID,
            of: keeper,
            startTime: kept.startTime,
            tree: tree,
            order: kept.order,
            loop: loop,
            clock: clock
        ) { [unowned self, folder = job.folder, index = kept.index] end in
            onLoop(folder, index) { $0.processEnded($1, $2, number, end) }
        }
        if job.process(kept.index) == nil {
            job.processes.append(process)
            job.processes.sort { $0.index < $1.index }
        }
        let started = StartedProcess(adopting: supervisor, generation, number: number, kept, tidying: tidying)
        process.current = started
        process.state.adopt(generation, since: kept.since)
        process.lastGeneration = generation
        process.startCount += 1
        job.slotCount = max(job.slotCount, kept.slot + 1)
        job.keptCopies.insert(kept.root)
        outputChannel(of: job, kept.job).attach(
            output: output,
            errorOutput: waiting.process.descriptors.dropFirst().first,
            mask: outputMask(job),
            label: logLabel(job, process)
        )
        logger.notice("job goes on", metadata: ["job": "\(kept.job)", "pid": "\(waiting.processID)"])
        if kept.isDebugged { logLostDebugging(job, process) }
        if wasAskedToStop(kept) || kept.isDebugged, waiting.process.exit == nil {
            // By the host before this one, or since whoever debugged it has lost it: what follows from its end must be what that one had in mind.
            _ = process.state.restart()
            supervisor.takeUp(nil, kept.limits)
            return supervisor.stop()
        }
        supervisor.takeUp(waiting.process.exit, kept.limits)
        if waiting.process.exit == nil { watchAgain(started, job, process, kept.notifyName) }
    }

    private func adoptRun(_ waiting: WaitingProcess, _ keeper: Keeper, _ job: HostedJob) {
        let kept = waiting.job
        guard let id = kept.run, var record = history.record(id, of: kept.job.name), !record.outcome.isFinal,
            let output = waiting.process.descriptors.first, let tree = tree(of: kept)
        else { return endKept(waiting, keeper) }
        let supervisor = Supervisor(
            adopting: waiting.process,
            waiting.processID,
            of: keeper,
            startTime: kept.startTime,
            tree: tree,
            order: kept.order,
            loop: loop,
            clock: clock
        ) { [unowned self, folder = job.folder] end in
            onLoop(folder) { $0.processEnded($1, id, end) }
        }
        record.processID = Int(waiting.processID)
        let channel = outputChannel(of: record)
        let settings = job.finding?.description?.settings ?? JobSettings()
        let run = ActiveRun(
            record: record,
            supervisor: supervisor,
            channel: channel,
            workingCopy: kept.root,
            slot: kept.slot,
            successCodes: settings.successExitCodes,
            limits: settings.limits,
            secretFiles: kept.secretFolder.map(SecretFiles.init(found:))
        )
        if waiting.process.exit != nil { run.isLogConcluded = RunConclusion.isInLog(history.outputPath(record)) }
        run.privateFolder = kept.privateFolder.map { PrivateFolder(found: $0, tidying: tidying) }
        job.runs.adopt(run)
        job.keptCopies.insert(kept.root)
        activeRunCount += 1
        if let lock = settings.concurrency.lock { locks.take(lock, record.reference) }
        channel.attach(
            output: output,
            errorOutput: waiting.process.descriptors.dropFirst().first,
            mask: outputMask(job)
        )
        logger.notice("run goes on", metadata: ["job": "\(kept.job)", "run": "\(id)", "pid": "\(waiting.processID)"])
        watchLimits(of: run, job.folder, settings, since: kept.since)
        supervisor.takeUp(waiting.process.exit, kept.limits)
        if wasAskedToStop(kept), waiting.process.exit == nil { stop(run, cause: .user) }
    }

    private func tree(of kept: KeptJob) -> (any ProcessTree)? {
        // One that cannot be had is none that could be looked after.
        try? trees.tree(for: kept.job, slot: kept.slot, mark: kept.mark)
    }

    /// Ends a process that nothing can be made of.
    private func endKept(_ waiting: WaitingProcess, _ keeper: Keeper) {
        tree(of: waiting.job)?.kill(leader: waiting.processID)
        keeper.drop(waiting.process.token)
    }

    private func wasAskedToStop(_ kept: KeptJob) -> Bool {
        kept.order.shutdownFile.map { access($0, F_OK) == 0 } ?? false
    }

    /// What must not be read in the output of the job's processes.
    private func outputMask(_ job: HostedJob) -> OutputMask? {
        guard let settings = job.finding?.description?.settings, !settings.secrets.isEmpty else { return nil }
        let known = secrets.current().secrets
        return OutputMask(values: settings.secrets.compactMap { known[$0.name]?.value })
    }
}
