package import JobModel

/// One process of a continuous job as a state machine: `reconcile` compares what is wanted with what runs and says the
/// next step; the host takes it and reports back what happened.
///
/// ```
///        start            ready               ended by itself
///  idle ───────▶ starting ─────▶ running ──────────────────────▶ pendingRestart ─▶ start
///   ▲  (no `ready`: running)│      │ │  ▲                        (or resting)
///   │                       │      │ │  │ the new one failed          ▲
///   │    changed, unwanted  │      │ │  └────── replacing ────────────│──▶ running, when the new one is ready
///   │                       ▼      │ └ overlap ────▲                  │
///   └───────── stopping ◀──────────┘                                 │
///     ended        starting, running ─ not ready in time, not well ─▶ failing ─ ended
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

    /// How it is to be started.
    struct Terms: Hashable {
        /// It must show that it is ready.
        var awaitsReady = false
        /// A new version starts beside the old one.
        var overlaps = false
        /// It waits for other jobs before its first start.
        var isHeld = false
    }

    enum State: Hashable {
        case idle
        /// It has not shown yet that it is ready.
        case starting(Generation, since: MonotonicTime)
        case running(Generation, since: MonotonicTime)
        /// The first runs, and the second has been started beside it.
        case replacing(Generation, since: MonotonicTime, by: Generation, begun: MonotonicTime)
        /// It was not ready in time, or not well any more, and is being stopped.
        case failing(Generation)
        case stopping
        case pendingRestart(Generation, due: MonotonicTime)
        /// It ended, and by its restart policy nothing but a change or somebody's request starts it again.
        case resting(Generation, RestReason)
    }

    enum Action: Hashable {
        case start(Generation)
        /// Stop all that runs.
        case stop
        case waitForRestart(until: MonotonicTime)
        /// Stay down until something changes or somebody asks.
        case rest(RestReason)
        /// Start this beside what runs.
        case startSuccessor(Generation)
        /// Stop what was started beside.
        case stopSuccessor
        /// What was started beside is the one that counts now; stop the other if it runs.
        case promoteSuccessor
        /// Nothing runs and the folder is gone: the job can be forgotten.
        case forget
    }

    /// A process that lived this long is started again without delay (the original's rule).
    static let longLife: Duration = .seconds(120)

    private(set) var state = State.idle
    /// What failed to take over from what runs now; it is not tried again until something changes or somebody asks.
    private(set) var failedSuccessor: Generation?

    /// Whether all of it is being stopped.
    var isStopping: Bool {
        switch state {
        case .stopping, .failing: true
        case .idle, .starting, .running, .replacing, .pendingRestart, .resting: false
        }
    }

    /// The next step towards what is wanted; `nil` when nothing is to be done now.
    mutating func reconcile(_ wanted: Wanted, now: MonotonicTime, _ terms: Terms = Terms()) -> Action? {
        switch wanted {
        case .run(let generation): run(generation, now, terms)
        case .stopped: end(.stopped)
        case .absent: end(.absent)
        }
    }

    private mutating func run(_ wanted: Generation, _ now: MonotonicTime, _ terms: Terms) -> Action? {
        switch state {
        case .idle:
            return terms.isHeld ? nil : start(wanted, now, terms)
        case .starting(let current, _):
            return current == wanted ? nil : stop()
        case .running(let current, let since):
            if current == wanted { failedSuccessor = nil }
            if current == wanted || failedSuccessor == wanted { return nil }
            guard terms.overlaps, terms.awaitsReady else { return stop() }
            state = .replacing(current, since: since, by: wanted, begun: now)
            return .startSuccessor(wanted)
        case .replacing(let current, let since, let next, _):
            guard next != wanted else { return nil }
            state = .running(current, since: since)
            return .stopSuccessor
        case .failing(let current):
            // The end of what is being changed is no failure of it any more.
            if current != wanted { state = .stopping }
            return nil
        case .stopping:
            return nil
        case .pendingRestart(let current, let due):
            // A change is the best reason to try again at once.
            return current != wanted || now >= due ? start(wanted, now, terms) : nil
        case .resting(let current, _):
            return current != wanted ? start(wanted, now, terms) : nil
        }
    }

    private mutating func end(_ wanted: Wanted) -> Action? {
        switch state {
        case .starting, .running, .replacing:
            return stop()
        case .failing:
            state = .stopping
            return nil
        case .stopping:
            return nil
        case .idle, .pendingRestart, .resting:
            state = .idle
            return wanted == .absent ? .forget : nil
        }
    }

    // MARK: what happened

    /// The process has shown that it is ready, or the one beside it has where there is one.
    mutating func becameReady() -> Action? {
        switch state {
        case .starting(let generation, let since):
            state = .running(generation, since: since)
            return nil
        case .replacing(_, _, let next, let begun):
            state = .running(next, since: begun)
            return .promoteSuccessor
        case .idle, .running, .failing, .stopping, .pendingRestart, .resting:
            return nil
        }
    }

    /// The process was not ready in time, or is not well any more.
    mutating func failed() -> Action? {
        switch state {
        case .starting(let generation, _), .running(let generation, _), .replacing(let generation, _, _, _):
            state = .failing(generation)
            return .stop
        case .idle, .failing, .stopping, .pendingRestart, .resting:
            return nil
        }
    }

    /// What was started beside the process was not ready in time, has ended, or could not be started.
    mutating func successorFailed() -> Action? {
        guard case .replacing(let current, let since, let next, _) = state else { return nil }
        failedSuccessor = next
        state = .running(current, since: since)
        return .stopSuccessor
    }

    /// The process has gone, or could not be started at all; `decision` says what follows where nobody asked for it.
    ///
    /// One that was asked to stop has gone when nothing is left of what was started beside it or before it either.
    mutating func ended(now: MonotonicTime, _ decision: RestartRule.Decision) -> Action? {
        switch state {
        case .starting(let generation, _), .running(let generation, _), .failing(let generation):
            return follow(generation, now, decision)
        case .replacing(_, _, let next, let begun):
            // It has gone before the new one was ready: the new one is all there is.
            state = .starting(next, since: begun)
            return .promoteSuccessor
        case .stopping:
            state = .idle
            return nil
        case .idle, .pendingRestart, .resting:
            return nil
        }
    }

    private mutating func follow(
        _ generation: Generation,
        _ now: MonotonicTime,
        _ decision: RestartRule.Decision
    ) -> Action {
        switch decision {
        case .startAgain(let delay):
            state = .pendingRestart(generation, due: now + delay)
            return .waitForRestart(until: now + delay)
        case .rest(let reason):
            state = .resting(generation, reason)
            return .rest(reason)
        }
    }

    /// Goes on with a process of an earlier host.
    mutating func adopt(_ generation: Generation, since: MonotonicTime) {
        state = .running(generation, since: since)
    }

    // MARK: requests

    /// Somebody asked for a restart now: stop what runs (it starts again by `reconcile`), or end the waiting or the rest;
    /// a version that failed to take over is tried once more.
    mutating func restart() -> Action? {
        switch state {
        case .running where failedSuccessor != nil:
            failedSuccessor = nil
            return nil
        case .starting, .running, .replacing:
            return stop()
        case .pendingRestart(let generation, _):
            state = .pendingRestart(generation, due: MonotonicTime(nanoseconds: 0))
            return nil
        case .resting:
            state = .idle
            return nil
        case .failing:
            state = .stopping
            return nil
        case .idle, .stopping:
            return nil
        }
    }

    /// Somebody asked for a start: what rests by its policy is tried again, what waits for its restart goes on waiting.
    mutating func endRest() {
        if case .resting = state { state = .idle }
    }

    private mutating func start(_ generation: Generation, _ now: MonotonicTime, _ terms: Terms) -> Action {
        failedSuccessor = nil
        state = terms.awaitsReady ? .starting(generation, since: now) : .running(generation, since: now)
        return .start(generation)
    }

    private mutating func stop() -> Action {
        failedSuccessor = nil
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
