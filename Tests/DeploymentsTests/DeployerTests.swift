import Deployments
import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import Synchronization
import TestKit
import Testing

/// What a deployment asks of those who watch its jobs.
@Suite struct DeployerTests {
    /// Says of each job that it is up, and remembers from when on it was to be watched.
    private final class Watcher: StartWatching {
        let times = Mutex<[Timestamp]>([])

        func follow(
            _ jobs: [JobID],
            since: Timestamp,
            settle: Duration,
            tell: @escaping @Sendable (String) -> Void
        ) async -> [StartFailure] {
            times.withLock { $0.append(since) }
            return []
        }
    }

    /// Knows of each time it told whether the folder was there.
    private final class Clock: TimeSource {
        let readings = Mutex<[Timestamp: Bool]>([:])
        let folder: String

        init(folder: String) {
            self.folder = folder
        }

        func wallTime() -> Timestamp {
            let isThere = Folder.exists(folder)
            return readings.withLock { readings in
                let time = Timestamp(seconds: 2_000_000_000 + Int64(readings.count))
                readings[time] = isThere
                return time
            }
        }

        func monotonicTime() -> MonotonicTime { SystemClock().monotonicTime() }
    }

    /// Its timers are set for a long time, and the loop they are set on never ends.
    @Test func `a deployer that is gone has nothing more to do`() async throws {
        let scratch = try ScratchDirectory()
        let layout = HomeLayout(home: scratch.path)
        try Repository.create(at: layout.repository)
        try Folder.create(layout.jobsRoot)
        let job = JobID(type: .continuous, name: try JobName("worker"))
        let delay = Duration.milliseconds(50)
        weak var gone: Deployer?
        do {
            let deployer = try deployer(scratch, clock: SystemClock(), Watcher(), tidyDelay: delay)
            gone = deployer
            try await deploy(job, to: deployer, scratch)
        }
        try await eventually("the deployer is gone") { gone == nil }
        let afterwards = SystemClock().monotonicTime() + delay * 2
        try await eventually("its timer would have fired") { SystemClock().monotonicTime() > afterwards }
        withExtendedLifetime(scratch) {}
    }

    /// A job may have ended before anybody comes to watch it.
    @Test func `output counts from before the job's folder is in its place`() async throws {
        let scratch = try ScratchDirectory()
        let layout = HomeLayout(home: scratch.path)
        try Repository.create(at: layout.repository)
        try Folder.create(layout.jobsRoot)
        let job = JobID(type: .continuous, name: try JobName("worker"))
        let clock = Clock(folder: layout.folder(of: job))
        let watcher = Watcher()
        try await deploy(job, to: deployer(scratch, clock: clock, watcher), scratch)

        let since = try #require(watcher.times.withLock(\.self).first)
        #expect(clock.readings.withLock { $0[since] } == false)
        #expect(Folder.exists(layout.folder(of: job)))
        withExtendedLifetime(scratch) {}
    }

    private func deployer(
        _ scratch: ScratchDirectory,
        clock: any TimeSource,
        _ watcher: Watcher,
        tidyDelay: Duration = DeploymentPolicy.defaultTidyDelay
    ) throws -> Deployer {
        let trees = try ProcessTrees(
            home: scratch.path,
            instance: InstanceID(random: 1),
            useControlGroups: false,
            clock: clock
        )
        return try Deployer(
            layout: HomeLayout(home: scratch.path),
            lookup: ProgramLookup(path: ProgramLookup.defaultPath),
            starts: watcher,
            tools: BuildTools(runner: try ToolRunner(trees: trees, clock: clock)) { [:] },
            events: HostEvents(),
            clock: clock,
            logger: Logger(label: "test"),
            policy: { DeploymentPolicy(tidyDelay: tidyDelay) }
        )
    }

    private func deploy(_ job: JobID, to deployer: Deployer, _ scratch: ScratchDirectory) async throws {
        try scratch.write("upload", "#!/bin/sh\n")
        let script = SharedDescriptor(try Descriptor.open("\(scratch.path)/upload"))
        _ = try await deployer.deploy(job, .script(script, name: "run.sh"), author: "test")
    }
}
