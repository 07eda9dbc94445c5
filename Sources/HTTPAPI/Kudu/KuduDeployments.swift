import Deployments

/// Deployments as the original counts them: to deploy one again is the same deployment once more, not another.
struct KuduDeployments {
    struct Entry {
        let record: DeploymentRecord
        /// The times it was made active again, newest first.
        let repeats: [DeploymentRecord]

        /// What was done last.
        var attempt: DeploymentRecord { repeats.first ?? record }
        /// What the original's clients call it.
        var id: String { record.externalID ?? record.id }

        func isCalled(_ id: String) -> Bool { self.id == id || record.id == id || repeats.contains { $0.id == id } }
        func isActive(_ active: String?) -> Bool { active == record.id || repeats.contains { $0.id == active } }
    }

    /// Newest first.
    let entries: [Entry]

    /// `records`: newest first.
    init(_ records: [DeploymentRecord]) {
        let ids = Set(records.map(\.id))
        var repeats: [String: [DeploymentRecord]] = [:]
        var first: [DeploymentRecord] = []
        for record in records {
            if let again = record.again, ids.contains(again) {
                repeats[again, default: []].append(record)
            } else {
                first.append(record)
            }
        }
        entries = first.map { Entry(record: $0, repeats: repeats[$0.id] ?? []) }
    }

    /// By its id, what it is called elsewhere, its commit, or `latest`.
    func find(_ id: String) -> Entry? {
        if id == "latest" { return entries.max { $0.attempt.id < $1.attempt.id } }
        return entries.first { $0.isCalled(id) } ?? entries.first { $0.record.commit == id }
    }
}
