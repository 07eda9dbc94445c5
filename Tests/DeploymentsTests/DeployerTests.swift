import Deployments
import GitHosting
import JobModel
import LinuxSystem
import Synchronization
import TestKit
import Testing

/// What a deployment asks of those who watch its jobs.
@Suite struct DeployerTests {
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
            let deployer = try Deployer.forTest(home: scratch.path, TestWatcher(), tidyDelay: delay)
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
        let watcher = TestWatcher()
        try await deploy(job, to: Deployer.forTest(home: scratch.path, watcher, clock: clock), scratch)

        let since = try #require(watcher.times.withLock(\.self).first)
        #expect(clock.readings.withLock { $0[since] } == false)
        #expect(Folder.exists(layout.folder(of: job)))
        withExtendedLifetime(scratch) {}
    }

    private func deploy(_ job: JobID, to deployer: Deployer, _ scratch: ScratchDirectory) async throws {
        try scratch.write("upload", "#!/bin/sh\n")
        let script = SharedDescriptor(try Descriptor.open("\(scratch.path)/upload"))
        _ = try await deployer.deploy(job, .script(script, name: "run.sh"), author: "test")
    }
}
