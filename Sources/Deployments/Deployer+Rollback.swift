import GitHosting
import JobModel
import LinuxSystem

extension Deployer {
    /// Makes an earlier deployment active again, with everything as it was then; that is a deployment itself.
    ///
    /// `id`: may be shortened as long as it means one; `nil` for the successful one before the active one. `announced`:
    /// the record it has already.
    @discardableResult
    package func rollBack(
        to id: String?,
        author: String,
        announced: DeploymentRecord? = nil,
        options: DeploymentOptions = DeploymentOptions(),
        tell: @escaping Teller
    ) async throws(DeploymentError) -> DeploymentRecord {
        let target = try target(id)
        guard let site = target.site else { throw .neverActive(target.id) }
        let record = announced ?? rollback(to: target, author)
        let repository: Repository
        do throws(DeploymentError) {
            repository = try open()
        } catch {
            if announced != nil { fail(record, error) }
            throw error
        }
        let deployed = try await deploy(record, repository, options: options, tell: tell) {
            () throws(DeploymentError) in
            guard let tree = site.tree, repository.contains(tree: tree) else {
                throw .failed("what \(target.id) deployed is not in the repository any more")
            }
            return .earlier(site)
        }
        if !options.isDryRun { moveBranch(to: target, repository) }
        return deployed
    }

    /// Puts a return to an earlier deployment on record that is about to begin, for those who do not wait for it.
    package func announceRollback(to id: String, author: String) throws(DeploymentError) -> DeploymentRecord {
        let target = try target(id)
        guard target.site != nil else { throw .neverActive(target.id) }
        let record = rollback(to: target, author)
        try write(record)
        return record
    }

    private func rollback(to target: DeploymentRecord, _ author: String) -> DeploymentRecord {
        var record = newRecord("rollback", author, "back to \(target.id): \(target.message)")
        record.again = target.again ?? target.id
        return record
    }

    private func target(_ id: String?) throws(DeploymentError) -> DeploymentRecord {
        let records: [DeploymentRecord]
        let active: ActiveSite
        do throws(SystemError) {
            records = try store.records()
            active = try store.active()
        } catch {
            throw .failed("\(error)")
        }
        guard let id else {
            guard let previous = Self.previous(records, active) else {
                throw .failed("there is no earlier deployment to go back to")
            }
            return previous
        }
        let matches = records.filter { $0.id == id || $0.id.hasPrefix(id) || $0.commit?.hasPrefix(id) == true }
        guard
            let match = matches.first(where: { $0.id == id }) ?? matches.first(where: { $0.site != nil })
                ?? matches.first
        else { throw .unknownDeployment(id) }
        return match
    }

    /// The newest successful deployment before the active one that made something else of the site.
    static func previous(_ records: [DeploymentRecord], _ active: ActiveSite) -> DeploymentRecord? {
        records.first { record in
            record.status == .success && record.id < active.deployment ?? "" && record.site != nil
                && record.site?.tree != active.tree
        }
    }

    /// The branch names what is active, so that the same commit can be pushed again.
    func moveBranch(to target: DeploymentRecord, _ repository: Repository) {
        guard let branch = target.branch, let commit = target.commit else { return }
        acceptedPushes[branch] = nil
        // The next push shows when it did not work: git finds nothing to do.
        try? repository.point("refs/heads/\(branch)", at: commit)
    }
}
