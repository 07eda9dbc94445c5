import GitHosting
import JobModel
import LinuxSystem
import Logging

extension Deployer {
    /// Puts back what a host that was killed in the middle of a deployment had half done.
    ///
    /// Call it before jobs start.
    package func recover() throws(DeploymentError) {
        do {
            for id in try store.ids() {
                let journal = ActivationJournal(deploymentFolder: store.folder(id))
                guard let (steps, site, next) = journal.read() else { continue }
                // Where the deployment is on record as done, only the journal was left.
                if try store.active().deployment != id, store.record(id)?.status != .success {
                    Activation.undo(steps)
                    try restoreFiles(from: next, to: site)
                    markAborted(id)
                }
                journal.remove()
            }
            for id in try store.ids() { try Folder.removeTree("\(store.folder(id))/staging") }
            try Folder.removeTree(layout.uploads)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Writes the site's plain files as the previous deployment had them.
    ///
    /// The new tree may be gone with the push that brought it; then the old tree's files are all written again.
    private func restoreFiles(from next: TreeID?, to site: TreeID?) throws {
        guard let site else { return }
        let repository = try open()
        guard repository.contains(tree: site) else { return }
        let planner = SitePlanner(repository: repository, layout: layout, lookup: lookup)
        let known = next.flatMap { repository.contains(tree: $0) ? $0 : nil }
        let files = SiteFile(repository: repository, root: layout.webRoot)
        for difference in try repository.differences(from: known, to: site)
        where SitePlan.split(difference.path, jobsPath: planner.jobsPath) == nil {
            if let new = difference.new {
                try files.write(new, at: difference.path)
            } else {
                try files.remove(difference.path)
            }
        }
    }

    private func markAborted(_ id: String) {
        logger.warning(
            "a deployment was cut off by the end of the host and is undone",
            metadata: ["deployment": "\(id)"]
        )
        guard var record = store.record(id), record.status != .failed else { return }
        record.status = .failed
        record.reason = "the host ended while this was being deployed; it was undone"
        record.end = clock.wallTime()
        // The log above tells as well.
        try? store.write(record)
    }
}
