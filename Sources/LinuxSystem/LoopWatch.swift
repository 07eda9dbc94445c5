import Glibc
import JobModel
import Synchronization

/// Notices loops that have stopped turning: a thread of its own asks each of them for a sign of life.
package final class LoopWatch: Sendable {
    /// Hands a block to a loop.
    package typealias Post = @Sendable (@escaping @Sendable () -> Void) -> Void

    package struct Limits: Sendable, Hashable {
        /// Between two questions.
        package var interval = Duration.seconds(5)
        /// A loop that owes an answer for so long is stuck.
        package var patience = Duration.seconds(10)

        package init() {}
    }

    private struct Loop {
        let post: Post
        /// When it was asked for the sign that has not come yet.
        var asked: MonotonicTime?
        var isStuck = false
    }

    private let limits: Limits
    private let clock: any TimeSource
    private let onChange: @Sendable (_ loop: String, _ isStuck: Bool) -> Void
    private let loops = Mutex<[String: Loop]>([:])

    /// `onChange` is called from a thread of the watch's own.
    package init(
        limits: Limits = Limits(),
        clock: any TimeSource,
        onChange: @escaping @Sendable (_ loop: String, _ isStuck: Bool) -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.onChange = onChange
    }

    package func add(_ name: String, _ post: @escaping Post) {
        loops.withLock { $0[name] = Loop(post: post) }
    }

    /// Starts the thread; it lives as long as the process.
    package func start() throws(SystemError) {
        let pause = Int32(limits.interval.components.seconds) * 1000
        let thread = ThreadStart(name: "nyala-watch") { [self] in
            while true {
                poll(nil, 0, pause)
                turn()
            }
        }
        try thread.launch()
    }

    /// The loops that owe an answer for too long.
    package var stuck: [String] {
        let now = clock.monotonicTime()
        return loops.withLock { loops in
            loops.filter { _, loop in loop.asked.map { now - $0 > limits.patience } ?? false }.keys.sorted()
        }
    }

    /// Asks every loop that has answered, and tells of those that begin or end to be stuck.
    ///
    /// Never inlined into the thread's endless loop; see ``SystemLoop``.
    @inline(never)
    func turn() {
        let now = clock.monotonicTime()
        let stuck = Set(stuck)
        var changed: [(String, Bool)] = []
        let idle = loops.withLock { loops -> [(String, Post)] in
            var idle: [(String, Post)] = []
            for (name, loop) in loops {
                if loop.isStuck != stuck.contains(name) {
                    loops[name]?.isStuck = !loop.isStuck
                    changed.append((name, !loop.isStuck))
                }
                if loop.asked == nil {
                    loops[name]?.asked = now
                    idle.append((name, loop.post))
                }
            }
            return idle
        }
        for (name, isStuck) in changed { onChange(name, isStuck) }
        for (name, post) in idle {
            post { [self] in loops.withLock { $0[name]?.asked = nil } }
        }
    }
}
