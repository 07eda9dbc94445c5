import LinuxSystem
import Synchronization

/// Removes folders while others go on: what a deployment replaced may be very many files.
final class LateRemoval: Sendable {
    private let executor: BlockingExecutor
    private let latest = Mutex<Task<Void, Never>?>(nil)

    init() throws(SystemError) {
        executor = try BlockingExecutor(name: "nyala-remove", threads: 1)
    }

    /// Nothing happens at a path where there is no folder; what cannot be removed stays for the host's next start.
    func remove(_ folder: String) {
        latest.withLock { latest in
            // One after the other: its only thread takes them in order.
            latest = Task(executorPreference: executor) { try? Folder.removeTree(folder) }
        }
    }

    /// Returns when all that was to be removed up to now is gone.
    func wait() async {
        await latest.withLock { $0 }?.value
    }
}
