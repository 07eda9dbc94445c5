package import JobModel

/// Which runs are looked for, newest first.
package struct RunQuery: Sendable, Hashable {
    /// `nil`: any.
    package var outcomes: Set<RunOutcome>?
    package var causes: Set<RunCause>?
    /// By the start of the run, or the moment it was asked for; both ends included.
    package var since: Timestamp?
    package var until: Timestamp?
    /// Only runs before this one: where the page before ended.
    package var before: RunID?
    package var limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    /// Runs in one page, at most.
    package static let maximumLimit = 1000

    fileprivate var hasFilter: Bool { outcomes != nil || causes != nil }

    fileprivate func matches(_ outcome: RunOutcome, _ cause: RunCause?) -> Bool {
        if let outcomes, !outcomes.contains(outcome) { return false }
        if let causes, !(cause.map(causes.contains) ?? false) { return false }
        return true
    }

    /// Whether a run is old enough to be looked for.
    fileprivate func covers(_ id: RunID) -> Bool {
        if let before, id >= before { return false }
        if let until, id.start > until { return false }
        return true
    }

    fileprivate func isBeyond(_ id: RunID) -> Bool {
        since.map { id < RunID(start: $0) } ?? false
    }
}

/// Some runs, newest first.
package struct RunPage: Sendable, Hashable {
    package var records: [RunRecord] = []
    /// Where the next page goes on (``RunQuery/before``); `nil` on the last.
    package var next: RunID?
}

extension RunStore {
    /// The runs of one job.
    ///
    /// Reads the files of the page alone; with a filter, also those of runs that were never looked at before.
    package func page(of job: JobName, _ query: RunQuery) -> RunPage {
        page(of: [job], query)
    }

    /// The runs of all these jobs together.
    package func page(of jobs: [JobName], _ query: RunQuery) -> RunPage {
        var page = RunPage()
        var merge = RunMerge(jobs.map { ($0, index.runs(in: folder(of: $0))) }, from: query.covers)
        while let run = merge.next() {
            if query.isBeyond(run.run) { break }
            guard page.records.count < query.limit else {
                page.next = page.records.last?.id
                break
            }
            if let record = match(run, query) { page.records.append(record) }
        }
        return page
    }

    private func match(_ run: RunReference, _ query: RunQuery) -> RunRecord? {
        let folder = folder(of: run.job)
        if query.hasFilter, let facts = index.facts(of: run.run, in: folder),
            !query.matches(facts.outcome, facts.cause)
        {
            return nil
        }
        guard let record = record(run.run, of: run.job) else { return nil }
        if query.hasFilter { index.note(record, in: folder) }
        return query.matches(record.outcome, record.cause) ? record : nil
    }
}
