import GitHosting
import JobBuilding
import JobModel
import LinuxSystem
import Logging

/// What only grows with deployments is cut back behind them, and whoever deploys does not wait for it.
extension Deployer {
    func clearUp() {
        let (layout, store, clock, logger) = (layout, store, clock, logger)
        removal.perform {
            do {
                try store.prune { () throws(GitError) in try Repository(opening: layout.repository) }
                try BuildStore(layout: layout).prune(Self.jobs(in: layout), now: clock.wallTime())
            } catch {
                // The next deployment tries it again.
                logger.warning("old deployments could not be removed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Those that there are folders for.
    private static func jobs(in layout: HomeLayout) throws(SystemError) -> [JobID] {
        var jobs: [JobID] = []
        for type in JobType.allCases {
            for name in try Folder.names(in: "\(layout.jobsRoot)/\(type.rawValue)") {
                if let name = try? JobName(name) { jobs.append(JobID(type: type, name: name)) }
            }
        }
        return jobs
    }
}
