import DirectoryWatch
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision

/// Runs that begin because files have come (`triggers.files`).
///
/// The files in the folders are what counts, an event only makes it quick: a look at the folders at the start, once a
/// minute, and when events were lost finds what no run was given yet.
extension JobHost {
    /// Between two looks at the folders, for file systems that send no events.
    private static let scanInterval: Duration = .seconds(60)
    /// Before another look where a file is being written, or a folder is not there.
    static let scanPause: Duration = .seconds(2)

    /// Watches the folders that the job's settings name now.
    func watchFiles(_ job: HostedJob) {
        let wanted = wantedFolders(job)
        guard job.runs.watchedFolders != wanted else { return }
        let before = job.runs.watchedFolders
        job.runs.watchedFolders = wanted
        job.runs.folderProblem = nil
        job.runs.fileNameProblem = nil
        for folder in before { unwatchIfUnused(folder.path) }
        guard !wanted.isEmpty, let name = job.id?.name else {
            job.runs.inbox = nil
            if let timer = job.runs.scanTimer { loop.cancel(timer) }
            job.runs.scanTimer = nil
            return
        }
        if job.runs.inbox != nil { return scan(job) }
        let ledger = ledger(of: name)
        // Nobody waits for this task: it ends with the first look at the folders.
        Task(executorPreference: blocking) { [folder = job.folder] in
            let given = ledger.load()
            await self.begin(FileInbox(given: given), folder)
        }
    }

    private func begin(_ inbox: FileInbox, _ folder: JobFolder) {
        guard let job = jobs[folder], !job.runs.watchedFolders.isEmpty, job.runs.inbox == nil else { return }
        job.runs.inbox = inbox
        scan(job)
    }

    private func wantedFolders(_ job: HostedJob) -> [WatchedFolder] {
        guard let description = job.finding?.description, !isStopping else { return [] }
        return description.settings.triggers.files.map { WatchedFolder($0, home: layout.home) }
    }

    // MARK: looking

    func scan(_ job: HostedJob) {
        if let timer = job.runs.scanTimer { loop.cancel(timer) }
        job.runs.scanTimer = nil
        guard !job.runs.watchedFolders.isEmpty, !isStopping else { return }
        // Watched before it is looked at: what comes in between is seen twice, not never.
        let isWatched = watchFolders(of: job)
        let look = FolderScan(folders: job.runs.watchedFolders)
        // Nobody waits for this task: it brings what it found back to the host's own loop.
        Task(executorPreference: blocking) { [folder = job.folder] in
            let result = look.result()
            await self.take(result, isWatched, folder)
        }
    }

    private func take(_ result: FolderScan.Result, _ isWatched: Bool, _ folder: JobFolder) {
        guard let job = jobs[folder], job.runs.inbox != nil else { return }
        forgetMissing(job, result)
        for file in result.files { job.runs.inbox?.take(file) }
        noteUnreadable(result.unreadable, job)
        if let timer = job.runs.scanTimer { loop.cancel(timer) }
        let pause = result.isUnsettled || !isWatched ? Self.scanPause : Self.scanInterval
        job.runs.scanTimer = loop.schedule(at: clock.monotonicTime() + pause) { [unowned self] in
            onLoop(folder) { $0.scan($1) }
        }
        startWaiting(job)
    }

    /// Whether all folders of the job are watched; one that is not is a problem of the job.
    private func watchFolders(of job: HostedJob) -> Bool {
        var problem: Problem?
        for folder in job.runs.watchedFolders {
            do throws(SystemError) {
                // A folder of the site's own is made; elsewhere a wrong path must not make folders.
                if folder.path.hasPrefix("\(layout.home)/") { try Folder.create(folder.path) }
                try arrivals().watch(folder.path)
            } catch {
                problem = Problem(
                    code: "watched_folder",
                    path: "\(layout.shownFolder(job.folder))/settings.job",
                    message: "\"triggers.files\": the folder cannot be watched: \(error)"
                )
            }
        }
        tellOfNew(problem, of: job, before: job.runs.folderProblem)
        job.runs.folderProblem = problem
        return problem == nil
    }

    /// A problem that stays is in the log once.
    func tellOfNew(_ problem: Problem?, of job: HostedJob, before: Problem?) {
        guard let problem, before == nil else { return }
        logger.warning("job has a problem", metadata: ["job": "\(job.folder)", "error": "\(problem)"])
    }

    private func unwatchIfUnused(_ path: String) {
        let isUsed = jobs.values.contains { $0.runs.watchedFolders.contains { $0.path == path } }
        if !isUsed { arrivalWatcher?.unwatch(path) }
    }

    private func arrivals() throws(SystemError) -> ArrivalWatcher {
        if let arrivalWatcher { return arrivalWatcher }
        let watcher = try ArrivalWatcher(loop: loop) { [unowned self] report in
            // The watcher calls on the loop, which is this actor's executor.
            assumeIsolated { $0.take(report) }
        }
        arrivalWatcher = watcher
        return watcher
    }

    private func take(_ report: ArrivalWatcher.Report) {
        switch report {
        case .file(let folder, let name):
            for job in jobs(watching: folder, name) {
                let path = "\(folder)/\(name)"
                if let file = ArrivedFile(at: path) {
                    job.runs.inbox?.take(file)
                    startWaiting(job)
                } else if FolderScan.isUnreadable(path) {
                    scan(job)
                }
            }
        case .fileGone(let folder, let name):
            for job in jobs(watching: folder, name) {
                forget("\(folder)/\(name)", job)
                if job.runs.fileNameProblem != nil { scan(job) }
            }
        case .anything(let folder), .folderGone(let folder):
            for job in jobs(watching: folder) { scan(job) }
        }
    }

    private func jobs(watching folder: String, _ name: String? = nil) -> [HostedJob] {
        jobs.values.filter { job in
            job.runs.watchedFolders.contains { watched in
                watched.path == folder && (name.map(watched.pattern.matches) ?? true)
            }
        }
    }
}
