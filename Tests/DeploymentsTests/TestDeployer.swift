import Deployments
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import Synchronization
import Testing

/// Says of each job that it is up, and remembers from when on it was to be watched.
final class TestWatcher: StartWatching {
    let times = Mutex<[Timestamp]>([])
    /// What happens while the jobs are watched; returns those that did not come up.
    private let meanwhile: @Sendable () async throws -> [StartFailure]

    init(meanwhile: @escaping @Sendable () async throws -> [StartFailure] = { [] }) {
        self.meanwhile = meanwhile
    }

    func follow(
        _ jobs: [JobID],
        since: Timestamp,
        settle: Duration,
        tell: @escaping @Sendable (String) -> Void
    ) async -> [StartFailure] {
        times.withLock { $0.append(since) }
        do {
            return try await meanwhile()
        } catch {
            Issue.record(error)
            return []
        }
    }
}

extension Deployer {
    /// Deploys to a home whose repository must be there.
    static func forTest(
        home: String,
        _ watcher: TestWatcher = TestWatcher(),
        clock: any TimeSource = SystemClock(),
        tidyDelay: Duration = DeploymentPolicy.defaultTidyDelay
    ) throws -> Deployer {
        let trees = try ProcessTrees(
            home: home,
            instance: InstanceID(random: 1),
            useControlGroups: false,
            clock: clock
        )
        return try Deployer(
            layout: HomeLayout(home: home),
            lookup: ProgramLookup(path: ProgramLookup.defaultPath),
            starts: watcher,
            tools: BuildTools(runner: try ToolRunner(trees: trees, clock: clock)) { [:] },
            events: HostEvents(),
            clock: clock,
            logger: Logger(label: "test"),
            policy: { DeploymentPolicy(tidyDelay: tidyDelay) }
        )
    }
}
