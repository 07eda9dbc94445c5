import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision
import Secrets
import SiteSettings

/// How processes of continuous jobs end, and what follows.
extension JobHost {
    func processEnded(_ job: HostedJob, _ process: ContinuousProcess, _ number: Int, _ end: ProcessEnd) {
        guard let started = process.started(number) else { return }
        let release = started.supervisor?.release
        // Behind the lines that follow.
        defer { if let release { outputLoop.post(release) } }
        started.endWatches(on: loop)
        started.secretFiles?.remove()
        if process.current === started {
            currentEnded(job, process, started, end)
        } else if process.successor === started {
            process.successorFailure = failureText(end.exit, after: lifetime(of: started)) + " before it was ready"
            process.successor = nil
            if let action = process.state.successorFailed() { carryOut(action, job, process) }
            reconcile(job)
        } else {
            process.leaving.removeAll { $0 === started }
            logLeft(job, process, end)
            reconcile(job)
        }
        concludeWhenAllIsGone(job, process)
        finishIfStopped()
    }

    private func lifetime(of started: StartedProcess) -> Duration {
        clock.monotonicTime() - started.begun
    }

    private func currentEnded(
        _ job: HostedJob,
        _ process: ContinuousProcess,
        _ started: StartedProcess,
        _ end: ProcessEnd
    ) {
        let processID = process.processID
        let lifetime = lifetime(of: started)
        process.current = nil
        process.lastEnd = end
        process.lastFailure = subject(job, process) + (started.fault ?? failureText(end.exit, after: lifetime))
        logEnd(job, process, end)
        let isFailure = started.fault != nil && process.state.state != .stopping
        process.endedBadly = isFailure || end.exit != .code(0)
        if let debugging = started.debugging, debugging === process.debugging {
            concludeDebugging(job, process, "the job ended by itself: it \(failureText(end.exit, after: lifetime))")
        }
        tellOfEnd(job, process, end.exit, processID, after: lifetime, isFailure: isFailure)
        var kind = RestartRule.End(exitCode: end.exitCode)
        if isFailure { kind = .failure }
        if process.state.isStopping, process.hasProcess {
            process.unfinishedEnd = (kind, lifetime)
        } else {
            processIsGone(job, process, kind, lifetime: lifetime)
        }
    }

    /// What was asked to stop has ended when nothing is left of what was started beside it.
    private func concludeWhenAllIsGone(_ job: HostedJob, _ process: ContinuousProcess) {
        guard let (kind, lifetime) = process.unfinishedEnd, !process.hasProcess else { return }
        process.unfinishedEnd = nil
        processIsGone(job, process, kind, lifetime: lifetime)
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
        case .signal where process.state.isStopping:
            log(job, process, .systemInfo, "WebJob process \(Self.signalWords(end))")
        case .signal(let number):
            log(job, process, .systemError, "Job failed: its process was ended by \(SignalName.of(number))")
        }
    }

    private func logLeft(_ job: HostedJob, _ process: ContinuousProcess, _ end: ProcessEnd) {
        switch end.exit {
        case .code(let code):
            log(
                job,
                process,
                .systemInfo,
                "the process that was stopped beside the one that runs ended with exit code \(code)"
            )
        case .signal:
            log(
                job,
                process,
                .systemInfo,
                "the process that was stopped beside the one that runs \(Self.signalWords(end))"
            )
        }
    }

    private static func signalWords(_ end: ProcessEnd) -> String {
        guard case .signal(let number) = end.exit else { return "ended" }
        return "was ended by \(SignalName.of(number))\(end.wasKilled ? " after its stopping_wait_time" : "")"
    }

    func processIsGone(
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
}

extension ProcessEnd {
    /// `nil` for one that a signal ended.
    fileprivate var exitCode: Int32? {
        if case .code(let code) = exit { code } else { nil }
    }
}
