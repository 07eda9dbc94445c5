import LinuxSystem
import Synchronization
import Testing

@Suite struct BlockingExecutorTests {
    @Test func `hands back results and errors`() async throws {
        let executor = try BlockingExecutor(name: "test-blocking", threads: 2)
        let sum = try await executor.perform { 1 + 1 }
        #expect(sum == 2)
        await #expect(throws: SystemError(call: "call", code: 5)) {
            try await executor.perform { () throws -> Void in throw SystemError(call: "call", code: 5) }
        }
    }

    @Test func `works on threads of its own name`() async throws {
        let executor = try BlockingExecutor(name: "test-blocking-threads", threads: 1)
        let name = try await executor.perform { try FileContents.text("/proc/thread-self/comm") }
        // The kernel keeps 15 bytes of it.
        #expect(name == "test-blocking-t\n")
    }

    @Test(arguments: [1, 3])
    func `does no more at once than it has threads, and all of it`(threads: Int) async throws {
        let executor = try BlockingExecutor(name: "test-blocking", threads: threads)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await executor.perform {
                        gauge.enter()
                        gauge.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.entered == 50)
        #expect((1...threads).contains(gauge.most))
    }
}

/// Counts how many are inside at once.
private final class Gauge: Sendable {
    private struct Counts {
        var inside = 0
        var most = 0
        var entered = 0
    }

    private let counts = Mutex(Counts())

    var most: Int { counts.withLock { $0.most } }
    var entered: Int { counts.withLock { $0.entered } }

    func enter() {
        counts.withLock { counts in
            counts.inside += 1
            counts.entered += 1
            counts.most = max(counts.most, counts.inside)
        }
    }

    func leave() {
        counts.withLock { $0.inside -= 1 }
    }
}
