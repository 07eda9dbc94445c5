import DirectoryWatch
import GitHosting
import JobDiscovery
package import JobModel
import LinuxSystem
import Logging

extension JobHost {
    /// Between two looks at a folder that is being written to.
    private static let writingPause: Duration = .milliseconds(20)
    /// Between two questions to the kernel for runs that begin at the same time.
    private static let drainPause: Duration = .milliseconds(5)

    /// Takes what the watcher saw; it only marks.
    func take(_ report: WatchReport) {
        switch report {
        case .settled(let folder):
            look(at: folder)
        case .everything:
            lookAtEverything()
        case .file:
            // The site's settings: what every job gets and how it is to run.
            logBudgetMayHaveChanged()
            for job in jobs.values where job.finding != nil { reconcile(job) }
        case .watchLimitReached(let message):
            watchProblem = message
            logger.error("folders cannot all be watched", metadata: ["error": "\(message)"])
        case .watchingAgain:
            watchProblem = nil
            logger.notice("all folders are watched again")
        }
    }

    private func lookAtEverything() {
        var folders = Set(jobs.keys)
        for type in JobType.allCases {
            // An unreadable folder shows its error when its jobs are looked at.
            for name in (try? Folder.entries(in: "\(layout.jobsRoot)/\(type.rawValue)")) ?? [] {
                folders.insert(JobFolder(type: type, name: name.shown))
            }
        }
        if unresumed == nil {
            folders.formUnion(waiting.keys)
            unresumed = folders.filter { $0.type == .triggered }
            resumeWhenAllIsKnown()
        }
        for folder in folders { look(at: folder) }
    }

    /// When every job has been looked at once, what concerns several of them can go on where an earlier host stopped.
    private func resumeWhenAllIsKnown() {
        guard unresumed?.isEmpty == true, !isResumed else { return }
        isResumed = true
        resumeFollowers()
    }

    /// Has the folder looked at, off this thread; `take(_ finding:)` follows.
    func look(at folder: JobFolder) {
        guard !isStopping else { return }
        let job = jobs[folder] ?? HostedJob(folder: folder)
        jobs[folder] = job
        guard job.look == .idle else {
            job.look = .lookingStale
            return
        }
        job.look = .looking
        let look = FolderLook(
            folder: folder,
            id: job.id,
            layout: layout,
            lookup: lookup,
            clock: clock,
            lastGoodSettings: job.finding?.description?.settings,
            fingerprints: job.fingerprints
        )
        carryOut(look)
    }

    private nonisolated func carryOut(_ look: FolderLook) {
        // Nobody waits for this task: it ends with its report.
        Task(executorPreference: blocking) {
            let result = look.result()
            await self.take(result, of: look.folder)
        }
    }

    private func take(_ result: FolderLook.Result, of folder: JobFolder) {
        guard let job = jobs[folder] else { return }
        defer { resumeLookWaiters(job) }
        let isStale = job.look == .lookingStale
        job.look = .idle
        switch result {
        case .changedMeanwhile:
            lookAgain(at: job)
            return
        case .gone:
            triggersMayHaveChanged(job.finding?.description, nil)
            startOrderMayHaveChanged(job, nil)
            tellOfRemoval(job)
            job.finding = nil
            job.fingerprints = .init()
        case .found(let found, _) where !Folder.exists(found.root):
            // The copy it found is one that was retired in the same moment.
            lookAgain(at: job)
            return
        case .found(let found, let fingerprints):
            let finding = found.keepingVersion(of: job.finding)
            report(finding, before: job.finding, of: job)
            tellOfChange(finding, before: job.finding, of: job)
            triggersMayHaveChanged(job.finding?.description, finding.description)
            startOrderMayHaveChanged(job, finding.description)
            job.finding = finding
            job.isDisabled = finding.description?.isDisabled ?? false
            job.fingerprints = fingerprints
            configureWatch(job)
        }
        if isStale { look(at: folder) }
        adoptKept(job)
        reconcile(job)
        tellOfLostRuns(job)
        if unresumed?.remove(folder) != nil { resumeWhenAllIsKnown() }
        if let id = job.id, job.finding != nil { discardOldCopies(id, job) }
    }

    /// Gives whoever is writing a moment; those who wait for the look go on waiting.
    private func lookAgain(at job: HostedJob) {
        job.look = .looking
        loop.schedule(at: clock.monotonicTime() + Self.writingPause) { [unowned self, folder = job.folder] in
            onLoop(folder) { host, job in
                job.look = .idle
                host.look(at: folder)
            }
        }
    }

    private func configureWatch(_ job: HostedJob) {
        guard let settings = job.finding?.description?.settings else { return }
        watcher?.configure(
            job.folder,
            quietPeriod: settings.watch.quietPeriod,
            ignore: IgnoreRules(patterns: settings.watch.ignore)
        )
    }

    private func report(_ finding: FolderFinding, before: FolderFinding?, of job: HostedJob) {
        guard finding.problems != before?.problems else { return }
        for problem in finding.problems {
            logger.warning("job has a problem", metadata: ["job": "\(job.folder)", "error": "\(problem)"])
        }
    }

    // MARK: waiting for what was seen to be known

    /// Returns when every change made to this folder before the call has been looked at.
    package func settle(_ type: JobType, _ name: String) async {
        // Names come from requests as well: only what lies directly in the folder of jobs can be one of them.
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return }
        let folder = JobFolder(type: type, name: name)
        // Reading what the kernel has queued costs one call; it makes an edit of a moment ago count.
        watcher?.drain()
        let isPending = watcher?.settleNow(folder) == true || watcher?.isPolling == true
        if isPending || jobs[folder]?.finding == nil || isRootGone(jobs[folder]) { look(at: folder) }
        guard let job = jobs[folder], job.look != .idle else { return }
        await withCheckedContinuation { continuation in
            // The actor may have turned to the end of the look between the line above and this one.
            if job.look == .idle { continuation.resume() } else { job.lookWaiters.append(continuation) }
        }
    }

    /// A job can remove what it runs from; a look makes it again.
    private func isRootGone(_ job: HostedJob?) -> Bool {
        guard let root = job?.finding?.root else { return false }
        return !Folder.exists(root)
    }

    /// Whether nothing of this folder is left to be looked at, as far as the kernel has told up to a moment ago.
    func isSettled(_ job: HostedJob) -> Bool {
        let now = clock.monotonicTime()
        // Where many runs begin at once, the kernel is asked once for all of them.
        if now - lastDrain > Self.drainPause {
            watcher?.drain()
            lastDrain = now
        }
        return job.look == .idle && job.finding != nil && watcher?.isPending(job.folder) != true
            && watcher?.isPolling != true
    }

    private func resumeLookWaiters(_ job: HostedJob) {
        guard job.look == .idle else { return }
        let waiters = job.lookWaiters
        job.lookWaiters.removeAll()
        for waiter in waiters { waiter.resume() }
    }
}
