import Dashboard
import JobHosting
import JobModel
import LinuxSystem
import RunHistory
import Synchronization

/// The jobs as pages show them, kept for as long as nothing happens on the host.
final class DashboardJobs: Sendable {
    private struct Known: Sendable {
        let revision: HostRevision
        let jobs: [JobSummary]
    }

    private let services: APIServices
    private let known = Mutex<Known?>(nil)

    init(services: APIServices) {
        self.services = services
    }

    /// All jobs, continuous ones first, by name; without their recent runs.
    func all() async -> [JobSummary] {
        let last = known.withLock { $0 }
        let (revision, reports) = await services.host.reports(unlessAt: last?.revision)
        // No reports means that nothing happened since those that are known.
        guard let reports else { return last?.jobs ?? [] }
        let jobs = reports.map { JobSummary($0) }
        known.withLock { $0 = Known(revision: revision, jobs: jobs) }
        return jobs
    }

    /// The newest runs of triggered jobs, oldest first, by ``JobSummary/label``.
    func recentRuns(of jobs: [JobSummary]) async throws -> [String: [JobSummary.RecentRun]] {
        let store = services.host.history
        return try await services.blocking.perform {
            var recent: [String: [JobSummary.RecentRun]] = [:]
            for job in jobs where job.type == .triggered && job.latest != nil {
                // A folder that can be no job's has no runs.
                guard let name = try? JobName(job.name) else { continue }
                recent[job.label] = store.recent(of: name, limit: OverviewModel.recentRunCount).reversed()
                    .map { JobSummary.RecentRun($0.id, $0.outcome) }
            }
            return recent
        }
    }
}
