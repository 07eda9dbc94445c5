import JobModel
import LinuxSystem
import ProcessSupervision

/// Sees to the limits of time of one run.
///
/// It belongs to the host's loop and calls `onExceeded` there, at most once.
final class RunLimitWatch {
    struct Limits: Hashable {
        /// From the start of the run.
        let timeout: Duration?
        /// Without output and without use of the processor.
        let idleTimeout: Duration?
    }

    private let limits: Limits
    private let supervisor: Supervisor
    private let channel: OutputChannel
    private let loop: SystemLoop
    private let clock: any TimeSource
    private let onExceeded: (RunCause, String) -> Void
    private var idle: IdleWatch?
    private var timers: [TimerID] = []

    init(
        _ limits: Limits,
        supervisor: Supervisor,
        channel: OutputChannel,
        start: MonotonicTime,
        loop: SystemLoop,
        clock: any TimeSource,
        onExceeded: @escaping (RunCause, String) -> Void
    ) {
        self.limits = limits
        self.supervisor = supervisor
        self.channel = channel
        self.loop = loop
        self.clock = clock
        self.onExceeded = onExceeded
        begin(start)
    }

    func cancel() {
        for timer in timers { loop.cancel(timer) }
        timers.removeAll()
    }

    private func begin(_ start: MonotonicTime) {
        if let timeout = limits.timeout {
            timers.append(
                loop.schedule(at: start + timeout) { [weak self] in
                    self?.exceeded(.timeout, "it ran longer than its timeout of \(timeout)")
                }
            )
        }
        if let limit = limits.idleTimeout {
            idle = IdleWatch(limit: limit, start: clock.monotonicTime())
            look()
        }
    }

    private func look() {
        guard var watch = idle, let limit = limits.idleTimeout else { return }
        let verdict = watch.look(
            now: clock.monotonicTime(),
            lastOutput: channel.lastOutput,
            processorTime: supervisor.processorTime
        )
        idle = watch
        switch verdict {
        case .idle:
            exceeded(.idleTimeout, "it wrote nothing and used no processor for its idle_timeout of \(limit)")
        case .lookAgain(let time):
            timers.append(loop.schedule(at: time) { [weak self] in self?.look() })
            // Those that have fired need no cancelling: two are enough to keep.
            if timers.count > 2 { timers.removeFirst(timers.count - 2) }
        }
    }

    private func exceeded(_ cause: RunCause, _ reason: String) {
        cancel()
        onExceeded(cause, reason)
    }
}
