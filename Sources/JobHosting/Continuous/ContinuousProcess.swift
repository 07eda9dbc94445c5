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
    /// A new version beside it, which takes over when it is ready.
    var successor: StartedProcess?
    /// What counts no more, and has been asked to stop.
    var leaving: [StartedProcess] = []
    /// An end that counts when nothing of ``leaving`` is left.
    var unfinishedEnd: (RestartRule.End, lifetime: Duration)?
    /// Why a new version did not take over, in words that go on after it.
    var successorFailure: String?
    var restartTimer: TimerID?
    /// Runs until the process has been up for long enough to be well.
    var steadyTimer: TimerID?
    var streak = FailureStreak()
    var lastEnd: ProcessEnd?
    /// How it ended last or why it could not be started, for a sentence that begins with the job's name.
    var lastFailure: String?
    /// Whether its last end was no good one.
    var endedBadly = false
    var startCount = 0
    /// What it was started with last.
    var lastGeneration: Generation?
    /// Somebody who debugs it, or waits to.
    var debugging: Debugging?

    init(index: Int) {
        self.index = index
    }

    var processID: Int? { (current?.supervisor?.processID).map(Int.init) }

    /// Whether what runs is what somebody debugs.
    var isUnderDebugger: Bool { debugging != nil && current?.debugging === debugging }

    /// Since when it has been running.
    var upSince: MonotonicTime? {
        switch state.state {
        case .running(_, let since), .replacing(_, let since, _, _): since
        case .idle, .starting, .failing, .stopping, .pendingRestart, .resting: nil
        }
    }

    /// Whether nothing runs and nothing is planned.
    var isIdle: Bool { state.state == .idle }

    /// Whether nothing is left of it at all.
    var isGone: Bool { isIdle && !hasProcess }

    /// All that was started and has not ended.
    var started: [StartedProcess] { [current, successor].compactMap(\.self) + leaving }

    var hasProcess: Bool { current != nil || successor != nil || !leaving.isEmpty }

    func started(_ number: Int) -> StartedProcess? { started.first { $0.number == number } }

    /// Why it stays down though it did not end well.
    var restsBadly: RestReason? {
        guard case .resting(_, let reason) = state.state, endedBadly else { return nil }
        return reason
    }

    /// Whether it fails again and again.
    var isCrashLooping: Bool { streak.count >= FailureStreak.loopThreshold }
}
