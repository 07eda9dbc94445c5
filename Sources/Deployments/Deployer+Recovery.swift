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
                    if active.deployment != id { Activation.undo(steps) }
                    journal.remove()
                }
                endRecord(id, active)
                try Folder.removeTree("\(store.folder(id))/staging")
            }
            // Git moves the branch when a push was accepted, and a host that was killed just before answered nothing.
            if let record = active.deployment.flatMap(store.record) { moveBranch(to: record, try open()) }
            try Folder.removeTree(layout.uploads)
            try BuildStore(layout: layout).removeUnfinished()
        } catch {
            throw .failed("\(error)")
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
