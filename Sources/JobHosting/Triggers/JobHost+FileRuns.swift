import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision

/// Giving the files that came to runs, and remembering which were.
extension JobHost {
    /// Gives the next file that came to a run.
    func beginNextFile(_ job: HostedJob, _ name: JobName) throws(RunRefusal) {
        guard let seen = job.runs.inbox?.next() else { return }
        // One that is gone needs no run; one that changed is seen again when it is complete.
        guard let file = ArrivedFile(at: seen.path) else {
            schedulerLog(JobID(type: .triggered, name: name), job)
                .write(.systemWarning, "\(seen.path) was removed before its run could begin")
            return
        }
        if WrittenFiles.isBeingWritten(file.path) { return lookSoon(job) }
        var request = RunRequest(trigger: "File - \(file.path)", arguments: [file.path])
        request.file = file.path
        do throws(RunRefusal) {
            _ = try admit(request, nil, name)
        } catch {
            // A start that failed is on record, and tried again where the job wants that.
            guard case .startFailed = error else {
                job.runs.inbox?.putBack(seen)
                throw error
            }
        }
        job.runs.inbox?.wasGiven(file)
        remember(job) { ledger throws(SystemError) in try ledger.note(file) }
    }

    private func lookSoon(_ job: HostedJob) {
        if let timer = job.runs.scanTimer { loop.cancel(timer) }
        job.runs.scanTimer = loop.schedule(at: clock.monotonicTime() + Self.scanPause) {
            [unowned self, folder = job.folder] in
            onLoop(folder) { $0.scan($1) }
        }
    }

    // MARK: what was given

    /// Should a file that has left come back, it comes anew, even as the same file.
    func forget(_ path: String, _ job: HostedJob) {
        guard job.runs.inbox?.forget(path) == true else { return }
        remember(job) { ledger throws(SystemError) in try ledger.noteGone(path) }
    }

    /// Files that left while no event told of it.
    func forgetMissing(_ job: HostedJob, _ result: FolderScan.Result) {
        for folder in Set(job.runs.watchedFolders.map(\.path)) {
            for path in job.runs.inbox?.given(in: folder, without: result.found) ?? [] {
                // One that came and was given to a run since the look began is still there.
                if access(path, F_OK) != 0 { forget(path, job) }
            }
        }
    }

    /// A file whose name is no text cannot be handed to a program as one; its owner must know that it waits for nothing.
    func noteUnreadable(_ path: String?, _ job: HostedJob) {
        let problem = path.map { path in
            Problem(
                .warning,
                code: "unreadable_file_name",
                path: "\(layout.shownFolder(job.folder))/settings.job",
                message: "\"triggers.files\": the name of \(ShownPath(path)) is not UTF-8; rename it to have it run"
            )
        }
        tellOfNew(problem, of: job, before: job.runs.fileNameProblem)
        job.runs.fileNameProblem = problem
    }

    func ledger(of name: JobName) -> FileLedger {
        FileLedger(path: "\(layout.data(of: JobID(type: .triggered, name: name)))/.files")
    }

    private func remember(_ job: HostedJob, _ body: (FileLedger) throws(SystemError) -> Void) {
        guard let name = job.id?.name, let given = job.runs.inbox?.given else { return }
        let ledger = ledger(of: name)
        do throws(SystemError) {
            try body(ledger)
            job.runs.notedFiles += 1
            if job.runs.notedFiles > FileLedger.maximumExcess + 2 * given.count {
                try ledger.keep(given)
                job.runs.notedFiles = 0
            }
        } catch {
            // After the next start of the host a file may be given to a run once more.
            logger.warning("file cannot be noted", metadata: ["job": "\(name)", "error": "\(error)"])
        }
    }
}
