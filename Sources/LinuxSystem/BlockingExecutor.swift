import Glibc
import Synchronization

/// A few threads of its own for work that blocks: hashing, copying, git, zip, fsync.
///
/// As a task executor it keeps such work off the shared pool: `Task(executorPreference: blocking) { … }`. Jobs are
/// taken in order; the threads live as long as the process.
package final class BlockingExecutor: TaskExecutor {
    private let queue: ConditionQueue

    /// `niceness` above 0 lets other threads go first, up to 19.
    package init(name: String, threads: Int, niceness: Int32 = 0) throws(SystemError) {
        precondition(threads > 0)
        let queue = ConditionQueue()
        self.queue = queue
        for _ in 0..<threads {
            let start = ThreadStart(name: name, niceness: niceness) { [self] in
                while true {
                    queue.next().runSynchronously(on: asUnownedTaskExecutor())
                }
            }
            try start.launch()
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job))
    }

    /// Runs the body on one of these threads.
    package func perform<Result: Sendable>(_ body: @Sendable () throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(self) { try await Self.call(body) }
    }

    /// Free of any actor, so that it runs where the task prefers.
    @concurrent
    private static func call<Result: Sendable>(_ body: @Sendable () throws -> Result) async throws -> Result {
        try body()
    }
}

/// A queue whose reader sleeps while it is empty.
private final class ConditionQueue: @unchecked Sendable {
    // `jobs` is read and written only between lock and unlock of `mutex`, in the two methods below; the two pthread
    // objects live at fixed addresses, as they must.
    private var jobs: [UnownedJob] = []
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func append(_ job: UnownedJob) {
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func next() -> UnownedJob {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty { pthread_cond_wait(condition, mutex) }
        return jobs.removeFirst()
    }
}
