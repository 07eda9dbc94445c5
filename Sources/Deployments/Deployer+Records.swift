import GitHosting
import JobModel
import LinuxSystem

extension Deployer {
    /// Puts a deployment on record that somebody else made, by whatever means: it changes nothing here, and is not what
    /// is active here.
    ///
    /// One that is on record already is changed.
    package func record(
        external id: String,
        isSuccess: Bool,
        _ origin: Origin,
        reason: String?
    ) throws(DeploymentError) -> DeploymentRecord {
        do throws(SystemError) {
            let known = try store.records().first { $0.externalID == id }
            var record = known ?? newRecord(origin)
            record.externalID = id
            record.author = origin.author
            record.authorEmail = origin.authorEmail
            record.message = origin.message
            record.status = isSuccess ? .success : .failed
            record.reason = reason
            record.end = clock.wallTime()
            try store.write(record)
            return record
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Forgets all branches and tags that were pushed; deployments stay, and can be made active again.
    ///
    /// `removingSite`: first a deployment that removes everything that deployments brought.
    package func forgetBranches(removingSite: Bool, author: String) async throws(DeploymentError) {
        let repository = try open()
        if removingSite {
            let record = newRecord("delete", author, "removal of everything that was deployed")
            _ = try await deploy(record, repository, tell: { _ in }) { .earlier(ActiveSite()) }
        }
        try read { () throws(GitError) in
            for pattern in ["refs/heads/*", "refs/tags/*"] {
                for reference in try repository.references(pattern) { try repository.forget(reference) }
            }
        }
    }
}
