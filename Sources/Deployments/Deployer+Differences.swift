import GitHosting
import JobModel
import LinuxSystem

/// Comparing what was deployed, which changes nothing and which no deployment under way delays.
extension Deployer {
    /// What a rollback goes back to when nobody says to what.
    package nonisolated func previous() async throws -> DeploymentRecord? {
        try await looking.perform { [store] in Self.previous(try store.records(), try store.active()) }
    }

    /// What a deployment changed, or would have; `nil` where nothing is kept of what it brought.
    package nonisolated func differences(of record: DeploymentRecord) async throws -> SiteDifferences? {
        try await looking.perform { [store, layout] in
            let repository = try Repository(opening: layout.repository)
            if let tree = record.tree, !repository.contains(tree: tree) { return nil }
            // It was refused before anything was known of what it brought.
            if record.tree == nil, record.site == nil { return nil }
            let before = try Self.before(record, repository, store)
            return try SiteDifferences(from: before, to: record.tree, in: repository, jobsPath: layout.jobsPathInSite)
        }
    }

    /// What a return to an earlier deployment would change now.
    package nonisolated func differences(goingBackTo record: DeploymentRecord) async throws -> SiteDifferences {
        try await looking.perform { [store, layout] in
            guard let site = record.site else { throw DeploymentError.neverActive(record.id) }
            let repository = try Repository(opening: layout.repository)
            let active = try store.active().tree.flatMap { repository.contains(tree: $0) ? $0 : nil }
            if let tree = site.tree, !repository.contains(tree: tree) {
                throw DeploymentError.failed("what \(record.id) deployed is not in the repository any more")
            }
            return try SiteDifferences(from: active, to: site.tree, in: repository, jobsPath: layout.jobsPathInSite)
        }
    }

    /// What was deployed before it.
    private static func before(
        _ record: DeploymentRecord,
        _ repository: Repository,
        _ store: DeploymentStore
    ) throws -> TreeID? {
        if let commit = record.site?.commit, let summary = try? repository.commit(commit) {
            // The parents are what was active before and, of a push, its own commit.
            guard let parent = summary.parents.first, parent != record.commit else { return nil }
            return try repository.commit(parent).tree
        }
        let earlier = try store.records().first { $0.id < record.id && $0.site != nil }
        return earlier?.site?.tree.flatMap { repository.contains(tree: $0) ? $0 : nil }
    }
}
