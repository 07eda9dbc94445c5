import Glibc
package import LinuxSystem
import Synchronization

/// A program that goes on until it ends by itself or the test lets go of it.
///
/// It leads a session of its own; its whole process group ends with it.
package final class RunningProgram: Sendable {
    private let process: SpawnedProcess
    private let collected = Mutex<ProcessExit?>(nil)

    package init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String] = ["PATH=/usr/bin:/bin"],
        output: SharedDescriptor? = nil,
        controlGroup: SharedDescriptor? = nil
    ) throws {
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        let request = SpawnRequest(
            program: program,
            arguments: [program] + arguments,
            environment: environment,
            directory: "/",
            standardInput: null,
            standardOutput: output ?? null,
            standardError: null,
            controlGroup: controlGroup,
            // The thread that starts it may end before the test does.
            deathSignal: 0
        )
        process = try SpawnedProcess.started(request)
    }

    deinit {
        // Nobody is left to be told of a failure.
        _ = try? end()
    }

    package var processID: Int32 { process.processID }

    /// Whether it still runs; one that ended and was not waited for does not.
    package var isAlive: Bool {
        ProcessTable().entries[processID]?.isZombie == false
    }

    /// Waits for the exit on this thread.
    @discardableResult
    package func waitForExit() throws -> ProcessExit {
        if let known = collected.withLock({ $0 }) { return known }
        let exit = try process.waitForExit()
        collected.withLock { $0 = exit }
        return exit
    }

    /// Kills it and waits for its exit; one that has ended is left alone, since its number may be another's by now.
    @discardableResult
    package func end() throws -> ProcessExit {
        if collected.withLock({ $0 }) == nil { kill(-processID, SIGKILL) }
        return try waitForExit()
    }
}
