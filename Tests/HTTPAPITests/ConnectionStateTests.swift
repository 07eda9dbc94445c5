import JobModel
import Testing

@testable import HTTPAPI

@Suite struct ConnectionStateTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private let limits: ConnectionLimits = {
        var limits = ConnectionLimits()
        limits.headers = .seconds(10)
        limits.idle = .seconds(20)
        limits.body = .seconds(30)
        limits.reading = .seconds(40)
        limits.farewell = .seconds(3)
        limits.farewellBytes = 100
        return limits
    }()

    /// The state after these events, each so many seconds after the connection began.
    private func state(_ events: [(Int, ConnectionState.Event)]) -> ConnectionState {
        var state = ConnectionState(limits, now: start)
        for (second, event) in events { state.handle(event, now: start + .seconds(second)) }
        return state
    }

    static let rows: [([(Int, ConnectionState.Event)], Int?, ConnectionState.Action?)] = [
        // The first request must come in good time, the next ones may take longer, and are not complained about.
        ([], 10, .refuse),
        ([(1, .readAsked)], 10, .refuse),
        ([(9, .headRead), (9, .requestRead), (12, .answerEnded)], 32, .close),
        // A request that is being answered may take as long as it likes.
        ([(1, .headRead), (1, .requestRead)], nil, nil),
        ([(1, .headRead), (1, .requestRead), (2, .readAsked)], nil, nil),
        // A body only has to come when it is asked for.
        ([(1, .headRead)], nil, nil),
        ([(1, .headRead), (2, .readAsked)], 32, .endBody),
        ([(1, .headRead), (2, .readAsked), (9, .readAsked)], 32, .endBody),
        ([(1, .headRead), (2, .readAsked), (5, .bodyRead(bytes: 1))], nil, nil),
        ([(1, .headRead), (2, .readAsked), (5, .bodyRead(bytes: 1)), (6, .readAsked)], 36, .endBody),
        // An answer before the whole request was read: a moment for the client, then the end.
        ([(1, .headRead), (2, .readAsked), (4, .answerEnded)], 7, .close),
        ([(1, .headRead), (4, .answerEnded), (5, .bodyRead(bytes: 99))], 7, .close),
        ([(1, .headRead), (4, .answerEnded), (5, .bodyRead(bytes: 101))], 4, .close),
        ([(1, .headRead), (4, .answerEnded), (5, .requestRead)], 25, .close),
        // Two requests at once.
        ([(1, .headRead), (1, .requestRead), (2, .headRead), (2, .requestRead), (3, .answerEnded)], nil, nil),
        (
            [
                (1, .headRead), (1, .requestRead), (2, .headRead), (2, .requestRead), (3, .answerEnded),
                (4, .answerEnded),
            ],
            24, .close
        ),
        // A client that does not read its answer.
        ([(1, .headRead), (1, .requestRead), (5, .writable(false))], 45, .close),
        ([(1, .headRead), (1, .requestRead), (5, .writable(false)), (9, .writable(false))], 45, .close),
        ([(1, .headRead), (1, .requestRead), (5, .writable(false)), (9, .writable(true))], nil, nil),
        // What is no request.
        ([(2, .refused)], 5, .close),
    ]

    @Test(arguments: rows.indices)
    func `every wait has its end`(index: Int) {
        let (events, second, action) = Self.rows[index]
        let state = state(events)
        #expect(state.deadline == second.map { start + .seconds($0) })
        guard let second else { return #expect(state.expire(now: start + .seconds(1_000_000)) == nil) }
        #expect(state.expire(now: start + .seconds(second) + .nanoseconds(-1)) == nil)
        #expect(state.expire(now: start + .seconds(second)) == action)
    }
}
