import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import RunHistory

/// Runs that begin because runs of other jobs have ended (`triggers.after`).
extension JobHost {
    /// Who follows whom, over all jobs as they are now.
    func currentTriggerGraph() -> TriggerGraph {
        if let triggerGraph { return triggerGraph }
        let triggered = lookedAt(.triggered).compactMap { job in
            job.finding?.description?.triggerNode(folder: layout.shownFolder(job.folder))
        }
        let continuous = Set(lookedAt(.continuous).map(\.folder.name))
        let graph = TriggerGraph(triggered.sorted { $0.name < $1.name }, continuous: continuous)
        triggerGraph = graph
        return graph
    }

    /// A job came, went, or has other settings than before.
    func triggersMayHaveChanged(_ before: JobDescription?, _ now: JobDescription?) {
        guard before?.id != now?.id || before?.settings.triggers.after != now?.settings.triggers.after else { return }
        triggerGraph = nil
        // Those that were there at the start of the host are looked at together; see `resumeFollowers`.
        guard isResumed, let now, now.id.type == .triggered else { return }
        let known = Set(before?.settings.triggers.after.map(\.job) ?? [])
        let new = Set(now.settings.triggers.after.map(\.job)).subtracting(known)
        if !new.isEmpty { beginFollowing(new, now.id) }
    }

    /// From now on, and not what ended before.
    private func beginFollowing(_ predecessors: Set<JobName>, _ id: JobID) {
        remember(id) { ledger throws(SystemError) in
            let now = clock.wallTime()
            for name in predecessors { try ledger.note(name, since: now) }
        }
    }

    /// Begins the runs that wait for this end.
    func follow(_ record: RunRecord) {
        guard record.cause != .superseded, record.outcome.isFinal else { return }
        for follower in currentTriggerGraph().followers(of: record.job) where follower.follows(record.outcome) {
            guard let job = jobs[JobFolder(type: .triggered, name: follower.job.text)],
                !job.runs.followed.contains(record.reference)
            else { continue }
            if !isResumed { job.runs.followed.insert(record.reference) }
            start(Self.request(after: record), job)
        }
    }

    /// The run that follows an end is on record, or why there is none.
    func noteFollowed(_ request: RunRequest, _ name: JobName) {
        guard let predecessor = request.predecessor, request.retryOf == nil else { return }
        remember(JobID(type: .triggered, name: name)) { ledger throws(SystemError) in try ledger.note(predecessor) }
    }

    private static func request(after record: RunRecord) -> RunRequest {
        var request = RunRequest(trigger: "After - \(record.reference) \(record.outcome.rawValue)")
        request.predecessor = record.reference
        return request
    }

    private func remember(_ id: JobID, _ body: (FollowLedger) throws(SystemError) -> Void) {
        do throws(SystemError) {
            // A job that never ran has no folder yet.
            try Folder.create(layout.data(of: id))
            try body(FollowLedger(path: "\(layout.data(of: id))/.after"))
        } catch {
            // After the next start of the host it may follow once more what it has followed.
            logger.warning("followed run cannot be noted", metadata: ["job": "\(id)", "error": "\(error)"])
        }
    }

    // MARK: after a start of the host

    /// All that an earlier host had to do has been looked at: runs whose followers it did not begin any more have them
    /// now, if they ended within the followers' `missed_window`.
    func resumeFollowers() {
        for job in jobs.values {
            guard job.folder.type == .triggered, let description = job.finding?.description else { continue }
            let predecessors = Set(description.settings.triggers.after.map(\.job))
            if !predecessors.isEmpty { resume(job, description, predecessors) }
        }
    }

    private func resume(_ job: HostedJob, _ description: JobDescription, _ predecessors: Set<JobName>) {
        let settings = description.settings
        var (late, missed): ([RunRecord], [RunRecord]) = ([], [])
        remember(description.id) { ledger throws(SystemError) in
            let known = ledger.load()
            var kept = FollowLedger.Entries()
            for predecessor in predecessors.sorted(by: { $0.text < $1.text }) {
                let since = known.since[predecessor] ?? startTime
                let oldest = max(since, clock.wallTime() + (.zero - settings.missedWindow))
                let ends = ends(of: predecessor, since: oldest, for: description.id.name)
                kept.since[predecessor] = since
                kept.followed.formUnion(ends.map(\.reference).filter(known.followed.contains))
                let begun = history.records(of: description.id.name).prefix { $0.start >= oldest }
                let dealtWith = known.followed.union(begun.compactMap(\.request.predecessor))
                let open = ends.filter { !dealtWith.contains($0.reference) }
                let madeUpFor = open.prefix(settings.missedRuns.count(of: open.count))
                late += madeUpFor.reversed()
                missed += open.dropFirst(madeUpFor.count).reversed()
            }
            kept.followed.formUnion(missed.map(\.reference))
            try ledger.keep(kept)
        }
        job.runs.followed.formUnion((missed + late).map(\.reference))
        for record in missed { recordMissed(job, Self.request(after: record)) }
        for record in late { start(Self.request(after: record), job) }
    }

    /// The ends, newest first, that an earlier host should have had the job follow, or this one before it knew the job.
    private func ends(of predecessor: JobName, since oldest: Timestamp, for name: JobName) -> [RunRecord] {
        let follower = currentTriggerGraph().followers(of: predecessor).first { $0.job == name }
        let retries = jobs[JobFolder(type: .triggered, name: predecessor.text)]?.runs.retries ?? [:]
        let followed = jobs[JobFolder(type: .triggered, name: name.text)]?.runs.followed ?? []
        guard let follower else { return [] }
        return history.records(of: predecessor)
            .prefix { $0.end.map { $0 >= oldest } ?? true }
            .filter { record in
                // Of a run that will be tried again, only the last attempt counts.
                follower.follows(record.outcome) && record.cause != .superseded && retries[record.id] == nil
                    && !followed.contains(record.reference)
            }
    }
}

extension JobSettings.MissedRuns {
    /// How many of the latest are made up for.
    fileprivate func count(of missed: Int) -> Int {
        switch self {
        case .all: missed
        case .latest: min(1, missed)
        case .skip: 0
        }
    }
}
