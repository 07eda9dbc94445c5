import Testing

@testable import ProcessSupervision

@Suite struct SupervisionStateTests {
    /// Every event in every phase, as `docs/job-states.md` draws it: phase, event, next phase, action.
    ///
    /// A running tree cannot be empty before its leader's exit was seen, and no grace has begun; who was killed is
    /// killed again until nobody is left; the end is the end.
    static let transitions = """
        running stopAsked stopping askToStop
        running leaderExited leaving askRestToStop
        running treeEmptied running -
        running graceOver running -
        stopping stopAsked stopping -
        stopping leaderExited leaving watchRest
        stopping treeEmptied stopping -
        stopping graceOver killing kill
        leaving stopAsked leaving -
        leaving leaderExited leaving -
        leaving treeEmptied ended reportEnd
        leaving graceOver killingRest kill
        killing stopAsked killing -
        killing leaderExited killingRest watchRest
        killing treeEmptied killing -
        killing graceOver killing kill
        killingRest stopAsked killingRest -
        killingRest leaderExited killingRest -
        killingRest treeEmptied ended reportEnd
        killingRest graceOver killingRest kill
        ended stopAsked ended -
        ended leaderExited ended -
        ended treeEmptied ended -
        ended graceOver ended -
        """
        .split(separator: "\n").map(String.init)

    static let phases = ["running", "stopping", "leaving", "killing", "killingRest", "ended"]

    /// A state that was led into the phase.
    private func state(in phase: String) throws -> SupervisionState {
        let way: [SupervisionState.Event] =
            switch phase {
            case "running": []
            case "stopping": [.stopAsked]
            case "leaving": [.leaderExited]
            case "killing": [.stopAsked, .graceOver]
            case "killingRest": [.stopAsked, .graceOver, .leaderExited]
            default: [.leaderExited, .treeEmptied]
            }
        var state = SupervisionState()
        for event in way { _ = state.handle(event) }
        try #require("\(state.phase)" == phase)
        return state
    }

    @Test func `begins running`() {
        #expect(SupervisionState().phase == .running)
    }

    @Test func `the table has every phase with every event`() {
        let events = SupervisionState.Event.allCases
        let pairs = Set(Self.transitions.map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
        #expect(SupervisionState.Phase.allCases.map { "\($0)" } == Self.phases)
        #expect(pairs == Set(Self.phases.flatMap { phase in events.map { "\(phase) \($0)" } }))
        #expect(Self.transitions.count == pairs.count)
    }

    @Test(arguments: transitions)
    func `each event leads where it should`(transition: String) throws {
        let words = transition.split(separator: " ").map(String.init)
        try #require(words.count == 4)
        let event = try #require(SupervisionState.Event.allCases.first { "\($0)" == words[1] })
        var state = try state(in: words[0])
        let action = state.handle(event).map { "\($0)" } ?? "-"
        #expect("\(state.phase)" == words[2])
        #expect(action == words[3])
    }

    @Test(arguments: phases)
    func `from each phase there is a way to the end`(phase: String) throws {
        let first = try state(in: phase)
        var reached: Set<SupervisionState.Phase> = [first.phase]
        var waiting = [first]
        while let state = waiting.popLast() {
            for event in SupervisionState.Event.allCases {
                var next = state
                _ = next.handle(event)
                if reached.insert(next.phase).inserted { waiting.append(next) }
            }
        }
        #expect(reached.contains(.ended))
    }

    /// Four events in seven steps: some sixteen thousand lives.
    @Test func `in every life the end is reported at most once, after the leader's exit and an empty tree`() {
        var lives: [[SupervisionState.Event]] = [[]]
        for _ in 0..<7 {
            lives = lives.flatMap { life in SupervisionState.Event.allCases.map { life + [$0] } }
        }
        for life in lives {
            var state = SupervisionState()
            var seen: Set<SupervisionState.Event> = []
            var ends = 0
            for event in life {
                seen.insert(event)
                guard state.handle(event) == .reportEnd else { continue }
                ends += 1
                let isTime = seen.contains(.leaderExited) && seen.contains(.treeEmptied)
                if !isTime { Issue.record("ended early: \(life)") }
            }
            if ends > 1 { Issue.record("ended \(ends) times: \(life)") }
            if (state.phase == .ended) != (ends == 1) { Issue.record("the end was not reported: \(life)") }
        }
    }

    @Test func `whoever does not stop is killed, again and again, until nobody is left`() {
        var state = SupervisionState()
        var actions = [state.handle(.stopAsked)]
        for _ in 0..<3 { actions.append(state.handle(.graceOver)) }
        actions.append(state.handle(.leaderExited))
        actions.append(state.handle(.graceOver))
        actions.append(state.handle(.treeEmptied))
        #expect(actions == [.askToStop, .kill, .kill, .kill, .watchRest, .kill, .reportEnd])
    }
}
