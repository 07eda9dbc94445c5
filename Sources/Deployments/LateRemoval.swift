import LinuxSystem
import Synchronization

/// Clears up behind deployments while others go on: what one replaced may be very many files, and nobody waits for it.
final class LateRemoval: Sendable {
    /// Whoever deployed has the answer first.
    private static let niceness: Int32 = 10

    private let executor: BlockingExecutor
    private let latest = Mutex<Task<Void, Never>?>(nil)

    init() throws(SystemError) {
        executor = try BlockingExecutor(name: "nyala-remove", threads: 1, niceness: Self.niceness)
    }

    /// Removes a folder with all that is in it.
    ///
    /// Nothing happens at a path where there is no folder; what cannot be removed stays for the host's next start.
    func remove(_ folder: String) {
        perform { try? Folder.removeTree(folder) }
    }

    /// Does something when all that was asked for before is done.
    func perform(_ body: @escaping @Sendable () -> Void) {
        latest.withLock { latest in
            // One after the other: its only thread takes them in order.
            latest = Task(executorPreference: executor) { body() }
        }
    }

    /// Returns when all that was asked for up to now is done.
    func wait() async {
        await latest.withLock { $0 }?.value
    }
}
