import JobModel
import LinuxSystem
import ProcessSupervision

/// What the host knows and holds of one process of a continuous job; a job with `instances` has several.
///
/// It belongs to its ``HostedJob`` and never leaves the host's loop.
final class ContinuousProcess {
    let index: Int

    var state = ContinuousJob()
    /// What was started and has not ended.
    var current: StartedProcess?
    var restartTimer: TimerID?
    /// Runs until the process has been up for long enough to be well.
    var steadyTimer: TimerID?
    var streak = FailureStreak()
    var lastEnd: ProcessEnd?
    /// How it ended last or why it could not be started, for a sentence that begins with the job's name.
    var lastFailure: String?
    var startCount = 0
    /// What it was started with last.
    var lastGeneration: Generation?

    init(index: Int) {
        self.index = index
    }

    var processID: Int? { (current?.supervisor?.processID).map(Int.init) }

    /// Since when it has been running.
    var upSince: MonotonicTime? {
        if case .running(_, let since) = state.state { since } else { nil }
    }

    /// Whether nothing runs and nothing is planned.
    var isIdle: Bool { state.state == .idle }

    /// Why it stays down though it did not end well.
    var restsBadly: RestReason? {
        guard case .resting(_, let reason) = state.state, lastEnd?.exit != .code(0) else { return nil }
        return reason
    }

    /// Whether it fails again and again.
    var isCrashLooping: Bool { streak.count >= FailureStreak.loopThreshold }
}
