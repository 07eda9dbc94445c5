import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import Secrets

/// How processes of continuous jobs begin, and take over from each other.
extension JobHost {
    func start(_ generation: Generation, _ job: HostedJob, _ process: ContinuousProcess) {
        guard let id = job.id, let description = job.finding?.description else { return }
        cancelRestart(process)
        if process.lastGeneration != generation { process.streak.startAnew() }
        process.lastGeneration = generation
        process.successorFailure = nil
        do {
            let started = try launch(generation, job, process)
            process.current = started
            let isReady = terms(job, process).awaitsReady == false
            logStart(job, process, description, more: ["Status changed to \(isReady ? "Running" : "Starting")"])
            tellOfStart(job, process)
            watch(started, job, process, description.settings)
            if let debugging = started.debugging { awaitDebugger(debugging, job, process) }
        } catch {
            concludeDebugging(job, process, "the job could not be started under the debugger: \(error)")
            // The end of a process that never was: the restart delay keeps a broken job from spinning.
            process.current = nil
            process.lastEnd = nil
            process.endedBadly = true
            process.lastFailure = "\(subject(job, process))cannot be started: \(error)"
            log(job, process, .systemError, "WebJob run failed due to: \(error)")
            logger.warning("job cannot be started", metadata: ["job": "\(id)", "error": "\(error)"])
            tellOfEnd(job, process, nil, after: .zero)
            processIsGone(job, process, .notStarted, lifetime: nil)
        }
    }

    private func logStart(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ description: JobDescription,
        more: [String] = []
    ) {
        let text = "Run script '\(description.script ?? "")' with script host - '\(description.hostName)'"
        // One text for all: each would cost an opening of the log.
        log(job, process, .systemInfo, ([text] + more).joined(separator: "\n"))
    }

    private func launch(
        _ generation: Generation,
        _ job: HostedJob,
        _ process: ContinuousProcess
    ) throws -> StartedProcess {
        guard let id = job.id, let finding = job.finding, let description = finding.description else {
            preconditionFailure("what is started has a folder")
        }
        let settings = description.settings
        try Folder.create(layout.data(of: id))
        let channel = try channel(of: job, id, description)
        let slot = job.freeSlot
        let notify = try notifyListener(job, process, settings)
        let launch = try prepareLaunch(
            id,
            finding,
            description,
            generation.version,
            slot: slot,
            additions: additions(job, process, notify, settings),
            debugging: process.debugging
        )
        job.startNumber += 1
        let number = job.startNumber
        let started = StartedProcess(generation, number: number, slot: slot, begun: clock.monotonicTime(), launch)
        started.notify = notify
        started.debugging = process.debugging
        let supervisor = try Supervisor(
            launch.request,
            tree: launch.tree,
            order: launch.order,
            limits: launch.watched,
            kept: keptStart(launch, id, process, slot: slot, generation, notify: notify),
            loop: loop,
            clock: clock
        ) { [unowned self, folder = job.folder, index = process.index] end in
            onLoop(folder, index) { $0.processEnded($1, $2, number, end) }
        }
        started.supervisor = supervisor
        channel.attach(
            output: launch.output,
            errorOutput: launch.errorOutput,
            mask: launch.secrets.mask,
            label: logLabel(job, process),
            wanted: wantedLine(job, process, number: number, settings)
        )
        try supervisor.confirmStart()
        process.startCount += 1
        return started
    }

    // MARK: taking over

    func startSuccessor(_ generation: Generation, _ job: HostedJob, _ process: ContinuousProcess) {
        guard let description = job.finding?.description else { return }
        process.successorFailure = nil
        log(
            job,
            process,
            .systemInfo,
            "the job has changed: its new version is started, and takes over when it is ready"
        )
        do {
            let started = try launch(generation, job, process)
            process.successor = started
            logStart(job, process, description)
            watch(started, job, process, description.settings)
        } catch {
            process.successorFailure = "cannot be started: \(error)"
            if let action = process.state.successorFailed() { carryOut(action, job, process) }
        }
    }

    func stopSuccessor(_ job: HostedJob, _ process: ContinuousProcess) {
        if let fault = process.successor?.fault { process.successorFailure = fault }
        if let successor = process.successor { letGo(successor, process) }
        process.successor = nil
        // One that was overtaken by a further change has not failed.
        guard process.state.failedSuccessor != nil else { return }
        let reason = process.successorFailure ?? "ended"
        log(job, process, .systemError, "the new version \(reason); the one before keeps running")
        logger.warning(
            "new version does not take over",
            metadata: ["job": "\(job.folder)", "error": "\(reason)"]
        )
        tell(.failed, job, detail: "its new version \(reason); the one before keeps running")
    }

    func promoteSuccessor(_ job: HostedJob, _ process: ContinuousProcess) {
        guard let successor = process.successor else { return }
        process.successor = nil
        let predecessor = process.current
        process.current = successor
        process.lastGeneration = successor.generation
        process.streak.startAnew()
        if let predecessor {
            log(job, process, .systemInfo, "the new version takes over; stopping the one before")
            letGo(predecessor, process)
        }
        tellOfStart(job, process)
    }
}
