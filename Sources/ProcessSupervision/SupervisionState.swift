import LinuxSystem

/// The life of one started process tree as a state machine: it decides, its ``Supervisor`` acts.
///
/// ```
///            stopAsked                 graceOver
/// running ─────────────▶ stopping ─────────────────▶ killing
///    │ leaderExited          │ leaderExited              │ leaderExited, treeEmptied
///    ▼                       ▼                           ▼
/// leaving ◀──────────────────┘                         ended
///    │ graceOver ▶ killing     treeEmptied ▶ ended
/// ```
/// `leaving`: the process that was started has ended, others of its tree have not.
struct SupervisionState {
    enum Event: Hashable, CaseIterable {
        case stopAsked
        case leaderExited
        case treeEmptied
        case graceOver
    }

    enum Action: Hashable {
        /// Tell the job to stop: shutdown file, stop signal, and a timer for the grace.
        case askToStop
        /// The leader has gone: look whether others are left, tell them to stop, and wait for them.
        case askRestToStop
        case watchRest
        case kill
        case reportEnd
    }

    enum Phase: Hashable, CaseIterable {
        case running
        case stopping
        case leaving
        /// Killed, the leader's exit not yet seen.
        case killing
        /// Killed, only the rest of the tree is waited for.
        case killingRest
        case ended
    }

    private(set) var phase = Phase.running

    mutating func handle(_ event: Event) -> Action? {
        let (next, action) = Self.transition(phase, event)
        phase = next
        return action
    }

    private static func transition(_ phase: Phase, _ event: Event) -> (Phase, Action?) {
        switch (phase, event) {
        case (.running, .stopAsked): (.stopping, .askToStop)
        case (.running, .leaderExited): (.leaving, .askRestToStop)
        case (.running, .treeEmptied), (.running, .graceOver): (.running, nil)
        case (.stopping, .leaderExited): (.leaving, .watchRest)
        case (.stopping, .graceOver): (.killing, .kill)
        case (.stopping, .stopAsked), (.stopping, .treeEmptied): (.stopping, nil)
        case (.leaving, .treeEmptied): (.ended, .reportEnd)
        case (.leaving, .graceOver): (.killingRest, .kill)
        case (.leaving, .stopAsked), (.leaving, .leaderExited): (.leaving, nil)
        case (.killing, .leaderExited): (.killingRest, .watchRest)
        case (.killing, .stopAsked), (.killing, .treeEmptied): (.killing, nil)
        // Somebody slipped through (a fork while the kill was under way): kill again.
        case (.killing, .graceOver): (.killing, .kill)
        case (.killingRest, .treeEmptied): (.ended, .reportEnd)
        case (.killingRest, .graceOver): (.killingRest, .kill)
        case (.killingRest, .stopAsked), (.killingRest, .leaderExited): (.killingRest, nil)
        case (.ended, .stopAsked), (.ended, .leaderExited), (.ended, .treeEmptied), (.ended, .graceOver): (.ended, nil)
        }
    }
}
