package import JobModel

/// One process of a continuous job as a state machine: `reconcile` compares what is wanted with what runs and says the
/// next step; the host takes it and reports back what happened.
///
/// ```
///          start                 ended by itself
///  idle ──────────▶ running ──────────────────────▶ pendingRestart
///   ▲  ▲               │ wanted something else        │   │ delay over, or changed: start
///   │  └───────────────┼──────────────────────────────┼───┘ not wanted any more
///   │      ended       ▼                              ▼ not to be started again
///   └────────────── stopping                       resting ▶ changed, or asked for: start
/// ```
/// It has no clock: every event carries its time, so it can be called at any moment and converges.
struct ContinuousJob {
    /// What the folder and the settings say should be.
    enum Wanted: Hashable {
        case run(Generation)
        /// Present, but not to run: disabled, blocked by a problem, or the host is stopping.
        case stopped
        /// The folder is gone.
        case absent
    }

    enum State: Hashable {
        case idle
        case running(Generation, since: MonotonicTime)
        case stopping
        case pendingRestart(Generation, due: MonotonicTime)
        /// It ended, and by its restart policy nothing but a change or somebody's request starts it again.
        case resting(Generation, RestReason)
    }

    enum Action: Hashable {
        case start(Generation)
        case stop
        case waitForRestart(until: MonotonicTime)
        /// Stay down until something changes or somebody asks.
        case rest(RestReason)
        /// Nothing runs and the folder is gone: the job can be forgotten.
        case forget
    }

    /// A process that lived this long is started again without delay (the original's rule).
    static let longLife: Duration = .seconds(120)

    private(set) var state = State.idle

    /// The next step towards what is wanted; `nil` when nothing is to be done now.
    mutating func reconcile(_ wanted: Wanted, now: MonotonicTime) -> Action? {
        switch (state, wanted) {
        case (.idle, .run(let generation)):
            return start(generation, now)
        case (.idle, .stopped):
            return nil
        case (.idle, .absent):
            return .forget
        case (.running(let current, _), .run(let generation)):
            return current == generation ? nil : stop()
        case (.running, .stopped), (.running, .absent):
            return stop()
        case (.stopping, .run), (.stopping, .stopped), (.stopping, .absent):
            return nil
        case (.pendingRestart(let current, let due), .run(let generation)):
            // A change is the best reason to try again at once.
            return current != generation || now >= due ? start(generation, now) : nil
        case (.resting(let current, _), .run(let generation)):
            return current != generation ? start(generation, now) : nil
        case (.pendingRestart, .stopped), (.resting, .stopped):
            state = .idle
            return nil
        case (.pendingRestart, .absent), (.resting, .absent):
            state = .idle
            return .forget
        }
    }

    /// The process tree has gone, or could not be started at all; `decision` says what follows where nobody asked for it.
    mutating func ended(now: MonotonicTime, _ decision: RestartRule.Decision) -> Action? {
        switch state {
        case .running(let generation, _):
            switch decision {
            case .startAgain(let delay):
                state = .pendingRestart(generation, due: now + delay)
                return .waitForRestart(until: now + delay)
            case .rest(let reason):
                state = .resting(generation, reason)
                return .rest(reason)
            }
        case .stopping:
            state = .idle
            return nil
        case .idle, .pendingRestart, .resting:
            return nil
        }
    }

    /// Somebody asked for a restart now: stop what runs (it starts again by `reconcile`), or end the waiting or the rest.
    mutating func restart() -> Action? {
        switch state {
        case .running:
            return stop()
        case .pendingRestart(let generation, _):
            state = .pendingRestart(generation, due: MonotonicTime(nanoseconds: 0))
            return nil
        case .resting:
            state = .idle
            return nil
        case .idle, .stopping:
            return nil
        }
    }

    /// Somebody asked for a start: what rests by its policy is tried again, what waits for its restart goes on waiting.
    mutating func endRest() {
        if case .resting = state { state = .idle }
    }

    private mutating func start(_ generation: Generation, _ now: MonotonicTime) -> Action {
        state = .running(generation, since: now)
        return .start(generation)
    }

    private mutating func stop() -> Action {
        state = .stopping
        return .stop
    }
}

/// What exactly a continuous job runs; a different generation means a restart.
package struct Generation: Sendable, Hashable {
    package let version: TreeID
    /// Changes when the app settings do, since a process keeps the environment it was born with.
    package let environmentRevision: Int
    /// Those of the secrets it is given.
    package let secretRevisions: [Int]
}
