import GitHosting
import JobBuilding
import JobModel
import LinuxSystem
import Logging

extension Deployer {
    /// Ends what a host that was killed in the middle of a deployment left: undone, or done where it was active already.
    ///
    /// Call it before jobs start.
    package func recover() throws(DeploymentError) {
        do {
            if try GitLeftovers(in: layout.repository, clock: clock).clear() == nil {
                logger.warning("locks of git are left as they are: somebody works in the site's repository")
            }
            try forgetFetched()
            let active = try store.active()
            for id in try store.ids() {
                let journal = ActivationJournal(deploymentFolder: store.folder(id))
                if let steps = journal.read() {
                    if active.deployment != id {
                        Activation.undo(steps)
                        keepWork(in: id, over: active)
                    }
                    journal.remove()
                }
                endRecord(id, active)
                try Folder.removeTree("\(store.folder(id))/staging")
            }
            if let commit = active.commit { try pointActiveReference(at: commit) }
            // Git moves the branch when a push was accepted, and a host that was killed just before answered nothing.
            if let record = active.deployment.flatMap(store.record) { moveBranch(to: record, try open()) }
            try Folder.removeTree(layout.uploads)
            try BuildStore(layout: layout).removeUnfinished()
        } catch {
            throw .failed("\(error)")
        }
    }

    /// What somebody wrote while the jobs of a deployment were watched that is undone now: files beside the deployed ones
    /// come along, edits of those are kept.
    private func keepWork(in id: String, over active: ActiveSite) {
        do {
            guard var record = store.record(id), let tree = record.tree else { return }
            let repository = try open()
            let planner = SitePlanner(repository: repository, layout: layout, lookup: lookup, clock: clock)
            let plan = try planner.plan(.earlier(ActiveSite(tree: tree)), over: active)
            let staging = SiteStaging(
                layout: layout,
                source: FileSource(repository),
                clock: clock,
                folder: "\(store.folder(id))/staging"
            )
            staging.carryLateFiles(plan)
            var edits = planner.editedFiles
            let found = try edits.find(plan, over: active, in: staging.replaced)
            guard !found.isEmpty else { return }
            let kept = try edits.keep(found, over: active, before: record)
            record.edits = kept
            try store.write(record)
            logger.notice("edits of a deployment that was cut off are kept", metadata: ["edits": "\(kept)"])
        } catch {
            // The site is as it was before the deployment.
            logger.error(
                "what was written during a deployment that was cut off could not be kept",
                metadata: ["deployment": "\(id)", "error": "\(error)"]
            )
        }
    }

    /// It is moved after all else, so that a host that was killed before has left it behind.
    private func pointActiveReference(at commit: String) throws {
        let repository = try open()
        let known = try? repository.target(of: DeploymentStore.activeReference)
        guard known != commit else { return }
        do throws(GitError) {
            try repository.point(DeploymentStore.activeReference, at: commit)
        } catch {
            // A repository that was replaced by hand does not have it.
            logger.warning("the active deployment's commit is not in the repository", metadata: ["error": "\(error)"])
        }
    }

    /// What a host that was killed had fetched and not deployed yet.
    private func forgetFetched() throws {
        let repository = try open()
        for reference in try repository.references("\(Self.fetchedReferences)/*") { try repository.forget(reference) }
    }

    /// No deployment is under way when a host starts.
    private func endRecord(_ id: String, _ active: ActiveSite) {
        guard var record = store.record(id), !record.status.isFinal else { return }
        record.end = clock.wallTime()
        if active.deployment == id {
            record.status = .success
            record.site = active
        } else {
            record.status = .failed
            record.reason = "the host ended while this was being deployed; it was undone"
            logger.warning(
                "a deployment was cut off by the end of the host and is undone",
                metadata: ["deployment": "\(id)"]
            )
        }
        // The log above tells as well.
        try? store.write(record)
    }
}
