import JobModel
import LinuxSystem

/// Looks at the size of a tree from time to time, where the kernel does not limit it.
///
/// It belongs to a loop and calls `onBreach` there, at most once. Looks cost: the next one comes when the last has taken
/// a small part of the time since, so a machine full of processes is not kept busy with counting them.
final class TreeLimitWatch {
    /// Between two looks, at least.
    private static let interval: Duration = .milliseconds(100)
    /// The part of the time that looking may take is one of these.
    private static let costFactor = 20

    private let limits: WatchedLimits
    private let tree: any ProcessTree
    private let leader: Int32
    private let loop: SystemLoop
    private let clock: any TimeSource
    private let onBreach: (LimitBreach) -> Void
    private var timer: TimerID?
    private(set) var peakMemory = 0

    init(
        _ limits: WatchedLimits,
        tree: any ProcessTree,
        leader: Int32,
        loop: SystemLoop,
        clock: any TimeSource,
        onBreach: @escaping (LimitBreach) -> Void
    ) {
        self.limits = limits
        self.tree = tree
        self.leader = leader
        self.loop = loop
        self.clock = clock
        self.onBreach = onBreach
        plan(after: Self.interval)
    }

    func cancel() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    private func plan(after delay: Duration) {
        timer = loop.schedule(at: clock.monotonicTime() + delay) { [weak self] in self?.look() }
    }

    private func look() {
        timer = nil
        let start = clock.monotonicTime()
        if let breach = breach() { return onBreach(breach) }
        plan(after: max(Self.interval, (clock.monotonicTime() - start) * Self.costFactor))
    }

    private func breach() -> LimitBreach? {
        let size = tree.size(leader: leader)
        if let limit = limits.processes, size.tasks > limit {
            return LimitBreach(.processes, limit: limit, found: size.tasks)
        }
        guard let limit = limits.memory else { return nil }
        let memory = size.memory
        peakMemory = max(peakMemory, memory)
        return memory > limit ? LimitBreach(.memory, limit: limit, found: memory) : nil
    }
}
