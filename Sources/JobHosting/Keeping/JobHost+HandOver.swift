import Glibc
import JobModel
package import LinuxSystem
import Logging
import ProcessSupervision

/// Why a host cannot hand its jobs over to another.
package enum HandOverRefusal: Error, Sendable, CustomStringConvertible {
    case noKeeper
    case notExecutable(String)
    case keeperLost(SystemError)

    package var description: String {
        switch self {
        case .noKeeper:
            "this host was started without a keeper, so its jobs would end with it; stop it and start the new one"
        case .notExecutable(let path): "\(path) is no program that can be executed"
        case .keeperLost(let error): "the keeper does not hear: \(error)"
        }
    }
}

extension JobHost {
    /// Ends this process and leaves its jobs to the next host, of this program; returns before that.
    package func handOver(to program: String) throws(HandOverRefusal) {
        guard access(program, X_OK) == 0 else { throw .notExecutable(program) }
        try handOver { (keeper) throws(SystemError) in try keeper.setNext(program) }
        logger.notice("handing over to the next host", metadata: ["program": "\(program)"])
    }

    /// Ends this process and leaves its jobs to whoever starts the site again in time; returns before that.
    package func leaveJobs() throws(HandOverRefusal) {
        try handOver { [layout] (keeper) throws(SystemError) in try keeper.leave(commandAt: layout.nextHost) }
        logger.notice("leaving the jobs to the next host")
    }

    private func handOver(_ tell: (Keeper) throws(SystemError) -> Void) throws(HandOverRefusal) {
        guard let keeper else { throw .noKeeper }
        do throws(SystemError) {
            try tell(keeper)
        } catch {
            throw .keeperLost(error)
        }
        isHandingOver = true
        loop.schedule(at: clock.monotonicTime() + Self.handOverPause) { kill(getpid(), SIGTERM) }
        loop.schedule(at: clock.monotonicTime() + Self.handOverLimit) { [outputLoop] in
            // Whoever waits for a run, or follows a log, asks the next host.
            outputLoop.post { exit(0) }
        }
    }

    /// For the answer to whoever asked for it.
    private static let handOverPause: Duration = .milliseconds(100)
    /// For requests under way.
    private static let handOverLimit: Duration = .seconds(3)

    /// The host ends and its jobs go on: whatever happens to them from now on, the next one hears of.
    func leave() {
        for job in jobs.values { job.statusFile?.flush() }
        scheduleMemory.flush()
        for waiter in stopWaiters { waiter.resume() }
        stopWaiters.removeAll()
    }
}
