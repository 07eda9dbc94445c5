import Glibc
import JobModel
import LinuxSystem

/// Ends what serves a home, with its jobs or without them.
struct SiteStop {
    let layout: HomeLayout

    /// How long a host may take to end that leaves its jobs alone.
    private static let patience: Duration = .seconds(30)
    private static let pause: Duration = .milliseconds(20)

    /// Asks whoever serves the home to end with all jobs, and returns when the last of them has ended.
    ///
    /// By a signal and not by a request: also a host that does not answer any more hears it.
    func all() async throws {
        guard let process = HomeLock.holder(of: layout.lock) else { throw notRunning }
        do {
            guard let handle = try ProcessHandle(process) else { throw notRunning }
            _ = try handle.send(SIGTERM)
        } catch let error as SystemError {
            throw CommandFailure(.failed, "cannot end the process \(process), which serves \(layout.home): \(error)")
        }
        while HomeLock.holder(of: layout.lock) == process { try await Task.sleep(for: Self.pause) }
    }

    /// Ends the host alone, and returns when it has gone; its jobs go on.
    func host() async throws {
        guard HomeLock.holder(of: layout.hostLock) != nil else { throw notRunning }
        _ = try HostConnection(layout, silence: Self.patience).post("/api/v1/leave")
        let deadline = ContinuousClock.now + Self.patience
        while HomeLock.holder(of: layout.hostLock) != nil {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.failed, "the host does not end; see LogFiles/nyala.log")
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private var notRunning: CommandFailure {
        CommandFailure(.notRunning, "no host serves \(layout.home)")
    }
}
