import GitHosting
import JobModel
import LinuxSystem

extension Deployer {
    /// Decides about a push before its references move: deploys what it brings for the deployment branch.
    ///
    /// Throws when the push is to be refused; then nothing has changed.
    package func receive(_ push: Push, tell: @escaping Teller) async throws(DeploymentError) {
        try refuseOwnReferences(push, tell)
        let repository = try open(quarantine: push.quarantine)
        let existing = try read { () throws(GitError) in try repository.branches() }
        let moved = push.references.filter { !$0.isDeletion }.compactMap(\.branch)
        let chosen = DeploymentBranch.choose(configured: policy().branch, existing: existing, pushed: moved)
        for reference in push.references {
            guard let branch = reference.branch else { continue }
            if branch != chosen {
                tellStored(branch, chosen, tell)
            } else if reference.isDeletion {
                let reason = "\(branch) is the branch that is deployed; deleting it would leave the site without one"
                tell("refused: \(reason)")
                throw .failed(reason)
            } else {
                try await deploy(reference, branch, repository, push, tell)
            }
        }
    }

    /// What lies below `refs/nyala/` is the record of deployments and edits: the only thing that keeps them.
    private func refuseOwnReferences(_ push: Push, _ tell: Teller) throws(DeploymentError) {
        guard let own = push.references.first(where: { $0.reference.hasPrefix(DeploymentStore.referenceRoot) }) else {
            return
        }
        let reason =
            "\(own.reference) cannot be pushed or deleted: below \(DeploymentStore.referenceRoot) all is Nyala's own"
        tell("refused: \(reason)")
        throw .failed(reason)
    }

    private func tellStored(_ branch: String, _ chosen: String?, _ tell: Teller) {
        if let chosen {
            tell("\(branch) is stored but not deployed: the deployment branch is \(chosen).")
        } else {
            tell("\(branch) is stored but not deployed: there are several branches, and none is main or master.")
        }
        tell("To deploy it, name it in the site's settings: \"deployment_branch\": \"\(branch)\"")
    }

    private func deploy(
        _ reference: PushedReference,
        _ branch: String,
        _ repository: Repository,
        _ push: Push,
        _ tell: @escaping Teller
    ) async throws(DeploymentError) {
        let options: DeploymentOptions
        do throws(DeploymentError) {
            options = try DeploymentOptions(pushOptions: push.options)
        } catch {
            tell("refused: \(error)")
            throw error
        }
        let commit = try read { () throws(GitError) in try repository.commit(reference.newCommit) }
        var record = DeploymentRecord(
            id: nextID(suffix: String(commit.id.prefix(10))),
            deployer: "push",
            author: commit.author.isEmpty ? push.pusher : commit.author,
            message: commit.title,
            commit: commit.id,
            branch: branch,
            received: clock.wallTime()
        )
        if !commit.author.isEmpty { record.authorEmail = commit.knownEmail }
        _ = try await deploy(record, repository, quarantine: push.quarantine, options: options, tell: tell) {
            () throws(DeploymentError) in
            try self.expectUnmoved(reference, branch, repository)
            return .site(commit.tree)
        }
        if options.isDryRun { throw .failed("dry run: the push is refused so that nothing moves") }
        acceptedPushes[branch] = AcceptedPush(
            oldCommit: reference.oldCommit,
            newCommit: reference.newCommit,
            time: clock.monotonicTime()
        )
        // Only says which branch a clone checks out.
        try? repository.setHead(to: branch)
    }

    /// Git refuses in the end what another push has overtaken, but only when all is deployed.
    private func expectUnmoved(
        _ reference: PushedReference,
        _ branch: String,
        _ repository: Repository
    ) throws(DeploymentError) {
        let known = try read { () throws(GitError) in try repository.head(of: branch) }
        let head = acceptedPushes[branch]?.head(known, at: clock.monotonicTime()) ?? known
        guard (head ?? reference.oldCommit) != reference.oldCommit else { return }
        throw .failed("\(branch) was moved by another push meanwhile: git pull, then push again")
    }
}
