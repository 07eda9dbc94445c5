import DirectoryWatch
import JobModel
import LinuxSystem
import RunHistory

/// A request to run a job that is sent twice begins one run: its sender gives it a key.
///
/// The key is in the run's record, so that it counts also after the end of a host.
extension JobHost {
    func job(_ name: JobName) -> HostedJob? {
        jobs[JobFolder(type: .triggered, name: name.text)]
    }

    /// Reads the keys of the job's history, once.
    func knowKeys(of name: JobName) async {
        guard let job = job(name), job.runs.keys == nil else { return }
        let oldest = clock.wallTime() + (.zero - RequestKeys.lifetime)
        let keys = try? await blocking.perform { [history] in
            RequestKeys(history.records(of: name).prefix(RequestKeys.maximumCount).prefix { $0.start >= oldest })
        }
        // Another request may have read them meanwhile, and have added its own.
        if job.runs.keys == nil { job.runs.keys = keys ?? RequestKeys([]) }
    }

    /// The run that the same request has begun already.
    func repeated(_ request: RunRequest, _ input: RunInput?, _ name: JobName) throws(RunRefusal) -> RunRecord? {
        guard let key = request.key, let run = job(name)?.runs.keys?.run(key, at: clock.wallTime()),
            let record = history.record(run, of: name)
        else { return nil }
        guard record.request.arguments == request.arguments, record.inputSize ?? 0 == input?.size ?? 0 else {
            throw .keyReused(record.reference)
        }
        return record
    }
}
