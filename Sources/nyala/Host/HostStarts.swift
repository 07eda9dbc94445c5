import Deployments
import JobHosting
import JobModel
import LinuxSystem

/// Lets a deployment see how the jobs are doing that it changed.
struct HostStarts: StartWatching {
    /// Lines of a job's output that whoever deploys reads: of one that is up, of one that failed.
    private static let shownLines = 5
    private static let shownLastLines = 20

    let host: JobHost

    func follow(
        _ jobs: [JobID],
        since: Timestamp,
        settle: Duration,
        tell: @escaping @Sendable (String) -> Void
    ) async -> [StartFailure] {
        tell("")
        tell(
            "starting \(jobs.count == 1 ? "\(jobs[0])" : "\(jobs.count) continuous jobs"); up means \(Self.shown(settle)) …"
        )
        return await withTaskGroup { group in
            for job in jobs {
                group.addTask { await follow(job, settle, since, tell) }
            }
            var failures: [StartFailure] = []
            for await failure in group { if let failure { failures.append(failure) } }
            return failures.sorted { $0.job.description < $1.job.description }
        }
    }

    private func follow(
        _ job: JobID,
        _ settle: Duration,
        _ since: Timestamp,
        _ tell: @Sendable (String) -> Void
    ) async -> StartFailure? {
        switch await host.followStart(of: job, settle: settle) {
        case .up:
            // Read first, so that nothing of another job comes between.
            let lines = await host.outputLines(of: job, since: since, limit: Self.shownLines, last: false)
            tell("  \(job) is up")
            for line in lines { tell("    \(line)") }
            return nil
        case .atRest(let reason):
            tell("  \(job) \(reason)")
            return nil
        case .failed(let reason):
            let lines = await host.outputLines(of: job, since: since, limit: Self.shownLastLines, last: true)
            return StartFailure(job: job, reason: reason, lastLines: lines)
        case nil:
            return nil
        }
    }

    private static func shown(_ duration: Duration) -> String {
        let milliseconds = duration.inNanoseconds / 1_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
