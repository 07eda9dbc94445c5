package import JobModel
import Synchronization

/// Tells many listeners what happens on a host; none of them can hold up who tells, or another listener.
///
/// The last events are kept once, for all listeners together, and are numbered from 1. A listener asks for what came
/// after the number it has; one that comes back too late for some of them is told how many it has missed.
package final class HostEvents: Sendable {
    package struct Numbered: Sendable, Hashable {
        package let number: Int
        package let event: HostEvent
    }

    /// What one listener gets at a time.
    package struct Batch: Sendable, Hashable {
        /// Events that came before these and are not kept any more.
        package let lost: Int
        package let events: [Numbered]
        /// What to ask on from.
        package let last: Int
    }

    /// Events that are kept.
    package static let capacity = 4096
    /// Events in one batch.
    package static let batchSize = 256

    private struct State {
        /// The event of number `n` lies at `(n - 1) % capacity`.
        var kept: [HostEvent] = []
        var newest = 0
        var isEnded = false
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let capacity: Int
    private let state = Mutex(State())

    package init(capacity: Int = HostEvents.capacity) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    /// The number of the newest event; 0 before the first.
    package var newest: Int { state.withLock(\.newest) }

    /// Takes an event in; never waits for anybody.
    package func publish(_ event: HostEvent) {
        let waiters = state.withLock { state in
            if state.kept.count < capacity {
                state.kept.append(event)
            } else {
                state.kept[state.newest % capacity] = event
            }
            state.newest += 1
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// There will be no more events; who has heard all of them is told so.
    package func end() {
        let waiters = state.withLock { state in
            state.isEnded = true
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// What came after this number, waited for; `nil` when nothing will come any more, or the task is cancelled.
    package func next(after number: Int) async -> Batch? {
        while !Task.isCancelled {
            switch look(after: number) {
            case .found(let batch): return batch
            case .ended: return nil
            case .nothing: await wait(after: number)
            }
        }
        return nil
    }

    private enum Look {
        case found(Batch)
        case nothing
        case ended
    }

    private func look(after number: Int) -> Look {
        state.withLock { state in
            guard state.newest > number else { return state.isEnded ? .ended : .nothing }
            let oldest = state.newest - state.kept.count + 1
            let first = max(number + 1, oldest)
            let last = min(state.newest, first + Self.batchSize - 1)
            let events = (first...last).map { Numbered(number: $0, event: state.kept[($0 - 1) % capacity]) }
            return .found(Batch(lost: first - number - 1, events: events, last: last))
        }
    }

    private func wait(after number: Int) async {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = state.withLock { state in
                    // The task may have been cancelled, or an event have come, since it looked.
                    guard state.newest <= number, !state.isEnded, !Task.isCancelled else { return false }
                    state.waiters[waiter] = continuation
                    return true
                }
                if !isWaiting { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }

    private static func takeWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard !state.waiters.isEmpty else { return [] }
        defer { state.waiters.removeAll() }
        return Array(state.waiters.values)
    }
}
