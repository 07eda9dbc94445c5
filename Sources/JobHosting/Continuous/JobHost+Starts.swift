import DirectoryWatch
import JobDebugging
import JobDiscovery
package import JobModel
import LinuxSystem
import ProcessSupervision

/// What became of a continuous job after its folder changed.
package enum StartOutcome: Sendable, Hashable {
    /// It has run for as long as was asked.
    case up
    /// It ended, or cannot be started; the sentence goes on after the job's name.
    case failed(String)
    /// It does not run, and that is as it should be: somebody stopped it, or it ended with exit code 0; the sentence goes
    /// on after the job's name.
    case atRest(String)
}

/// Somebody who waits for a job to be up.
struct StartWaiter {
    let settle: Duration
    let continuation: CheckedContinuation<StartOutcome?, Never>
    var timer: TimerID?
}

/// Following jobs until they are up.
extension JobHost {
    /// Returns when the job, with its folder as it is now, has run for `settle`, or has failed to.
    ///
    /// `nil` when the task is cancelled.
    package func followStart(of id: JobID, settle: Duration) async -> StartOutcome? {
        await self.settle(id.type, id.name.text)
        let folder = JobFolder(type: id.type, name: id.name.text)
        nextStartWaiter += 1
        let number = nextStartWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard let job = jobs[folder], !Task.isCancelled else {
                    return continuation.resume(returning: Task.isCancelled ? nil : .failed("is not there any more"))
                }
                job.startWaiters[number] = StartWaiter(settle: settle, continuation: continuation)
                reviewStart(job)
            }
        } onCancel: {
            // Nobody waits for this task: the one above ends with it.
            Task { await self.endStartWaiter(number, folder) }
        }
    }

    private func endStartWaiter(_ number: Int, _ folder: JobFolder) {
        guard let waiter = jobs[folder]?.startWaiters.removeValue(forKey: number) else { return }
        if let timer = waiter.timer { loop.cancel(timer) }
        waiter.continuation.resume(returning: nil)
    }

    /// Tells those who wait for the job to be up how it is; called after every step of it.
    func reviewStart(_ job: HostedJob) {
        for (number, waiter) in job.startWaiters {
            if let timer = waiter.timer { loop.cancel(timer) }
            job.startWaiters[number]?.timer = nil
            if let outcome = startOutcome(job, waiter.settle) {
                job.startWaiters[number] = nil
                waiter.continuation.resume(returning: outcome)
            } else if let since = job.processes.compactMap(\.upSince).max(),
                // Later nothing but an event decides: a new version that runs beside this one, say.
                since + waiter.settle > clock.monotonicTime()
            {
                job.startWaiters[number]?.timer = loop.schedule(at: since + waiter.settle) {
                    [unowned self, folder = job.folder] in
                    onLoop(folder) { $0.reviewStart($1) }
                }
            }
        }
    }

    /// `nil` as long as it is not decided.
    private func startOutcome(_ job: HostedJob, _ settle: Duration) -> StartOutcome? {
        if isStopping { return .failed("was not followed: the host is being stopped") }
        switch wanted(job) {
        case .absent:
            return .failed("is not there any more")
        case .stopped:
            guard let description = job.finding?.description, description.canRun else {
                let problem = job.finding?.problems.first { $0.severity == .problem }
                return .failed("cannot run: \(problem.map(\.description) ?? "its folder cannot be read")")
            }
            if !job.isDisabled, let problem = startProblem(job) { return .failed("cannot run: \(problem)") }
            return .atRest(job.isDisabled ? "is stopped (disable.job)" : "is stopped by the site's settings")
        case .run(let generation):
            return startOutcome(job, generation, settle)
        }
    }

    private func startOutcome(_ job: HostedJob, _ generation: Generation, _ settle: Duration) -> StartOutcome? {
        if let outcome = heldOutcome(job) { return outcome }
        let outcomes = job.processes.map { startOutcome($0, generation, settle) }
        for case .failed(let text)? in outcomes { return .failed(text) }
        guard outcomes.allSatisfy({ $0 != nil }) else { return nil }
        return outcomes.compactMap(\.self).first { $0 != .up } ?? .up
    }

    private func startOutcome(
        _ process: ContinuousProcess,
        _ generation: Generation,
        _ settle: Duration
    ) -> StartOutcome? {
        let text = process.lastFailure ?? "ended"
        if let debugging = process.debugging {
            let session = debugging.session
            let debugger = session.debugger.title
            return .atRest("is under \(debugger) by \(session.developer); it takes up changes when that ends")
        }
        if process.state.failedSuccessor == generation {
            return .failed("\(process.successorFailure ?? "ended") (the version before it keeps running)")
        }
        switch process.state.state {
        case .running(let current, let since) where current == generation:
            return clock.monotonicTime() - since >= settle ? .up : nil
        case .pendingRestart(let current, _) where current == generation:
            // Jobs that do their work, end, and are started again later are common.
            return !process.endedBadly
                ? .atRest("\(text); it starts again after its restart delay") : .failed(text)
        case .resting(let current, _) where current == generation:
            return !process.endedBadly
                ? .atRest("\(text); by its restart policy it stays down") : .failed(text)
        case .idle, .starting, .running, .replacing, .failing, .stopping, .pendingRestart, .resting:
            return nil
        }
    }

    /// How a process ended, for a sentence that begins with the job's name.
    func failureText(_ exit: ProcessExit, after lifetime: Duration?) -> String {
        let after = lifetime.map { " after \(Self.shown($0))" } ?? ""
        return switch exit {
        case .code(let code): "ended with exit code \(code)\(after)"
        case .signal(let number): "was ended by \(SignalName.of(number))\(after)"
        }
    }

    private static func shown(_ duration: Duration) -> String {
        let tenths = (duration.inNanoseconds + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    // MARK: its output

    /// Lines of a job's log that its process wrote since then: at most `limit`, the first or the last ones.
    package func outputLines(of id: JobID, since: Timestamp, limit: Int, last: Bool) async -> [String] {
        if let channel = jobs[JobFolder(type: id.type, name: id.name.text)]?.channel {
            // What it said before it ended may still be in its pipes.
            await withCheckedContinuation { continuation in channel.catchUp { continuation.resume() } }
        }
        let path = "\(layout.data(of: id))/job_log.txt"
        let lines = try? await blocking.perform { JobLogTail(path: path).lines(since: since) }
        return Array(last ? (lines ?? []).suffix(limit) : (lines ?? []).prefix(limit))
    }
}
