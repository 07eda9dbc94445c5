import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import ProcessSupervision
import RunHistory
import SiteSettings

/// Why a command for a job was refused.
package enum JobCommandError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownJob(String)
    case failed(String, String)
    case notRunning(String, String?)
    case retryPlanned(String, [String])
    case severalRuns(String, [String])
    case unknownRun(String, String)

    package var description: String {
        switch self {
        case .unknownJob(let name): "there is no job named \"\(name)\""
        case .failed(let name, let reason): "the job \"\(name)\" could not be changed: \(reason)"
        case .notRunning(let name, let run?): "the run \(run) of the job \"\(name)\" is not under way"
        case .retryPlanned(let name, let runs):
            "no run of the job \"\(name)\" is under way; \(runs.joined(separator: " and ")) will be tried again, "
                + "name the run to have that cancelled"
        case .severalRuns(let name, let runs):
            "\(runs.count) runs of the job \"\(name)\" are under way, say which: \(runs.joined(separator: ", "))"
        case .unknownRun(let name, let run): "the job \"\(name)\" has no run \(run)"
        case .notRunning(let name, nil): "no run of the job \"\(name)\" is under way"
        }
    }
}

extension JobHost {
    /// Stops a job until it is started again: writes `disable.job` into its folder, so that it survives restarts and
    /// deployments, and acts on it at once.
    package func disable(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        let path = disableMarker(id, job)
        do throws(SystemError) {
            try AtomicFile.write([], to: path)
        } catch {
            throw .failed(id.name.text, "\(error)")
        }
        job.isDisabled = true
        for run in job.runs.active { stop(run, cause: .user) }
        reconcile(job)
    }

    /// Removes `disable.job` and starts the job.
    package func enable(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        do throws(SystemError) {
            try Folder.removeTree(disableMarker(id, job))
        } catch {
            throw .failed(id.name.text, "\(error)")
        }
        job.isDisabled = false
        for process in job.processes { process.state.endRest() }
        reconcile(job)
    }

    /// Stops and starts the processes of a continuous job, or ends their waiting for a restart, or their rest.
    package func restart(_ id: JobID) async throws(JobCommandError) {
        let job = try await existing(id)
        for process in job.processes {
            process.streak.startAnew()
            guard case .stop? = process.state.restart() else { continue }
            log(job, process, .systemInfo, "the job is restarted by request")
            halt(job, process, why: "somebody restarted the job")
        }
        reconcile(job)
    }

    /// Ends a run: asks one that is under way to stop, takes one that waits out of its queue, or takes back the retry of
    /// one that failed; its record, of a retry the entry that says so.
    ///
    /// Without a run it is the one that is under way; of several, one must be named.
    package func cancelRun(_ name: JobName, _ run: RunID?) async throws(JobCommandError) -> RunRecord {
        let job = try await existing(JobID(type: .triggered, name: name))
        if let run, let queued = job.runs.queue.first(where: { $0.id == run }) {
            giveUp(queued, job, .user, "the run was cancelled before it began")
            return history.record(run, of: name) ?? queued
        }
        if let run, let entry = cancelRetry(run, job, .user, "the retry was cancelled") { return entry }
        let candidates = job.runs.active.filter { run == nil || $0.record.id == run }
        guard let active = candidates.first else {
            let retries = job.runs.retries.keys.sorted().map(\.text)
            if run == nil, !retries.isEmpty { throw .retryPlanned(name.text, retries) }
            throw .notRunning(name.text, run?.text)
        }
        guard candidates.count == 1 else { throw .severalRuns(name.text, candidates.map(\.record.id.text)) }
        stop(active, cause: .user)
        return active.record
    }

    private func existing(_ id: JobID) async throws(JobCommandError) -> HostedJob {
        let folder = JobFolder(type: id.type, name: id.name.text)
        // A folder may have been made a moment ago: the original answered 404 here for seconds.
        await settle(id.type, id.name.text)
        guard let job = jobs[folder], job.finding != nil else { throw .unknownJob(id.name.text) }
        return job
    }

    private func disableMarker(_ id: JobID, _ job: HostedJob) -> String {
        let inner = job.finding?.description?.scriptFolder ?? ""
        return inner.isEmpty ? "\(layout.folder(of: id))/disable.job" : "\(layout.folder(of: id))/\(inner)/disable.job"
    }
}
