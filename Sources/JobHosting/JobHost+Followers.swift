import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import RunHistory

/// Runs that begin because runs of other jobs have ended (`triggers.after`).
extension JobHost {
    /// Who follows whom, over all jobs as they are now.
    func currentTriggerGraph() -> TriggerGraph {
        if let triggerGraph { return triggerGraph }
        let found = jobs.values.filter { $0.finding != nil }
        let triggered = found.filter { $0.folder.type == .triggered }.compactMap { job in
            job.finding?.description?.triggerNode(folder: layout.shownFolder(job.folder))
        }
        let continuous = Set(found.filter { $0.folder.type == .continuous }.map(\.folder.name))
        let graph = TriggerGraph(triggered.sorted { $0.name < $1.name }, continuous: continuous)
        triggerGraph = graph
        return graph
    }

    /// A job came, went, or has other settings than before.
    func triggersMayHaveChanged(_ before: JobDescription?, _ now: JobDescription?) {
        guard before?.id != now?.id || before?.settings.triggers.after != now?.settings.triggers.after else { return }
        triggerGraph = nil
    }

    /// Begins the runs that wait for this end.
    func follow(_ record: RunRecord) {
        guard record.cause != .superseded, record.outcome.isFinal else { return }
        for follower in currentTriggerGraph().followers(of: record.job)
        where follower.condition.matches(record.outcome) {
            guard let job = jobs[JobFolder(type: .triggered, name: follower.job.text)] else { continue }
            start(Self.request(after: record), job)
        }
    }

    private static func request(after record: RunRecord) -> RunRequest {
        var request = RunRequest(trigger: "After - \(record.reference) \(record.outcome.rawValue)")
        request.predecessor = record.reference
        return request
    }

    // MARK: after a start of the host

    /// All that an earlier host had to do has been looked at: runs whose followers it did not begin any more have them
    /// now, if they ended within the followers' `missed_window`.
    func resumeFollowers() {
        let graph = currentTriggerGraph()
        for job in jobs.values {
            guard let name = job.id?.name, job.folder.type == .triggered else { continue }
            for follower in graph.followers(of: name) { resume(follower, of: job, name) }
        }
    }

    private func resume(_ follower: TriggerGraph.Follower, of job: HostedJob, _ name: JobName) {
        guard let next = jobs[JobFolder(type: .triggered, name: follower.job.text)],
            let settings = next.finding?.description?.settings, settings.missedRuns != .skip
        else { return }
        let oldest = clock.wallTime() + (.zero - settings.missedWindow)
        let ended = history.records(of: name)
            .prefix { $0.end.map { $0 >= oldest } ?? true }
            .filter { record in
                // Of a run that will be tried again, only the last attempt counts.
                follower.condition.matches(record.outcome) && record.cause != .superseded
                    && job.runs.retries[record.id] == nil && record.end.map { $0 < startTime } == true
            }
        let begun = Set(
            history.records(of: follower.job).prefix { $0.start >= oldest }.compactMap(\.request.predecessor)
        )
        let missing = ended.filter { !begun.contains($0.reference) }
        for record in settings.missedRuns == .all ? missing.reversed() : Array(missing.prefix(1)) {
            start(Self.request(after: record), next)
        }
    }
}
