/// A few threads of its own for work that blocks: hashing, copying, git, zip, fsync.
///
/// As a task executor it keeps such work off the shared pool: `Task(executorPreference: blocking) { … }`. Jobs are
/// taken in order; the threads live as long as the process.
package final class BlockingExecutor: TaskExecutor {
    private let queue: HandOver<UnownedJob>

    /// `niceness` above 0 lets other threads go first, up to 19.
    package init(name: String, threads: Int, niceness: Int32 = 0) throws(SystemError) {
        precondition(threads > 0)
        let queue = HandOver<UnownedJob>()
        self.queue = queue
        for _ in 0..<threads {
            let start = ThreadStart(name: name, niceness: niceness) { [self] in
                while let job = queue.next() {
                    job.runSynchronously(on: asUnownedTaskExecutor())
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
