import Synchronization

/// Wakes one listener when there is more in any log that the host writes to.
///
/// It holds no lines: whoever listens reads the files, at its own pace. What waits here is bounded by the number of logs.
package final class LogNews: Sendable {
    /// Logs that were written to, and such as will not be written to any more, in this order.
    package struct Batch: Sendable {
        package var written: [LogTap] = []
        package var closed: [WrittenLog] = []

        package var isEmpty: Bool { written.isEmpty && closed.isEmpty }
    }

    private struct State {
        var batch = Batch()
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let willOpen: @Sendable (WrittenLog) -> Void

    /// `willOpen` is called before the first line is written to a log by this host, and must not take long.
    package init(_ willOpen: @escaping @Sendable (WrittenLog) -> Void) {
        self.willOpen = willOpen
    }

    /// Before a log is written to.
    package func open(_ log: WrittenLog) -> LogTap {
        willOpen(log)
        return LogTap(log, self)
    }

    func tell(_ tap: LogTap) {
        change { $0.written.append(tap) }
    }

    func close(_ log: WrittenLog) {
        change { $0.closed.append(log) }
    }

    /// What has come since; does not wait.
    package func take() -> Batch {
        state.withLock { state in
            defer { state.batch = Batch() }
            return state.batch
        }
    }

    /// Returns when there is something to take, or the task is cancelled; for one listener.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = state.withLock { state in
                    guard state.batch.isEmpty, !Task.isCancelled else { return false }
                    state.waiter = continuation
                    return true
                }
                if !isWaiting { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume()
        }
    }

    private func change(_ body: (inout Batch) -> Void) {
        let waiter = state.withLock { state in
            body(&state.batch)
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
