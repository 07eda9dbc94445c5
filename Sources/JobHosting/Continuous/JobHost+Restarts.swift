import DirectoryWatch
import JobModel
import LinuxSystem
import ProcessSupervision
import SiteSettings

/// Continuous jobs that are down: when they start again, and why some do not.
extension JobHost {
    func waitForRestart(_ job: HostedJob, _ process: ContinuousProcess, until due: MonotonicTime) {
        let delay = max(.zero, due - clock.monotonicTime())
        log(job, process, .systemInfo, "Process went down, waiting for \(Self.roundedSeconds(delay)) seconds")
        if let words = loopWords(process) {
            log(job, process, .systemWarning, "\(words); next try at \(restartTime(due).rfc3339(decimals: 0))")
        }
        log(job, process, .systemInfo, "Status changed to PendingRestart")
        cancelRestart(process)
        process.restartTimer = loop.schedule(at: due) { [unowned self, folder = job.folder] in
            onLoop(folder) { $0.reconcile($1) }
        }
    }

    func cancelRestart(_ process: ContinuousProcess) {
        if let timer = process.restartTimer { loop.cancel(timer) }
        process.restartTimer = nil
    }

    /// When a process that is down is started again.
    func restart(of process: ContinuousProcess) -> Timestamp? {
        guard case .pendingRestart(_, let due) = process.state.state else { return nil }
        return restartTime(due)
    }

    private func restartTime(_ due: MonotonicTime) -> Timestamp {
        clock.wallTime() + (due - clock.monotonicTime())
    }

    private static func roundedSeconds(_ duration: Duration) -> Int64 {
        (duration.inNanoseconds + 500_000_000) / 1_000_000_000
    }

    // MARK: in words

    /// `nil` while it has not failed twice in a row.
    private func loopWords(_ process: ContinuousProcess) -> String? {
        let failures = process.streak.count
        guard failures > 1 else { return nil }
        return "\(process.isCrashLooping ? "crash-looping" : "failed again"), attempt \(failures + 1)"
    }

    /// For a sentence about one of several processes.
    func subject(_ job: HostedJob, _ process: ContinuousProcess) -> String {
        job.hasInstances ? "instance \(process.index) " : ""
    }

    func restWords(_ reason: RestReason, _ job: HostedJob, _ process: ContinuousProcess) -> String {
        let again = "nyala restart \(job.folder.name) starts it again"
        switch reason {
        case .refused:
            return "exit code \(RestartRule.refusal) asks not to be started again; a change of the job, or \(again)"
        case .policy(let policy):
            return "by restart.policy \"\(policy.rawValue)\" it stays down; a change of the job, or \(again)"
        case .gaveUp(let failures):
            let times = failures == 1 ? "once" : "\(failures) times in a row"
            return "given up: it failed \(times), as restart.limit allows; mend it, or \(again)"
        }
    }

    /// Versions that did not take over from the one before.
    func successorProblems(_ job: HostedJob) -> [Problem] {
        job.processes.compactMap { process in
            guard process.state.failedSuccessor != nil else { return nil }
            let reason = process.successorFailure ?? "ended"
            return Problem(
                code: "not_taken_over",
                path: layout.shownFolder(job.folder),
                message: "\(subject(job, process))the new version \(reason), so the one before keeps running; "
                    + "mend it, or nyala restart \(job.folder.name) tries it once more"
            )
        }
    }

    /// What is wrong with processes that stay down; one that ended well and is to stay down is as it should be.
    func restProblems(_ job: HostedJob) -> [Problem] {
        job.processes.compactMap { process in
            guard let reason = process.restsBadly else { return nil }
            return Problem(
                code: reason.code,
                path: layout.shownFolder(job.folder),
                message: "the job \(process.lastFailure ?? "ended"); \(restWords(reason, job, process))"
            )
        }
    }
}

extension RestReason {
    /// A stable word for programs.
    fileprivate var code: String {
        switch self {
        case .refused: "restart_refused"
        case .policy: "stays_down"
        case .gaveUp: "given_up"
        }
    }
}
