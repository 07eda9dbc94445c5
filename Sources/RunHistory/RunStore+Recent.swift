package import JobModel

extension RunStore {
    /// The newest runs of a job with what became of them, newest first.
    ///
    /// Files are read only of runs that have not ended or were never looked at before.
    package func recent(of job: JobName, limit: Int) -> [(id: RunID, outcome: RunOutcome)] {
        let folder = folder(of: job)
        return runs(of: job).prefix(limit).compactMap { id in
            if let facts = index.facts(of: id, in: folder) { return (id, facts.outcome) }
            guard let record = record(id, of: job) else { return nil }
            index.note(record, in: folder)
            return (id, record.outcome)
        }
    }
}
