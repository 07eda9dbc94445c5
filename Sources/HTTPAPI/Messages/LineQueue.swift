import Synchronization

/// Lines that wait for whoever reads them.
///
/// A slow reader costs so many bytes and no more: what comes while they are full is left out, and a line says so.
final class LineQueue: Sendable {
    /// Bytes.
    static let defaultLimit = 1024 * 1024

    private struct Waiting {
        var text = ""
        var leftOut = 0
        var end = ""
    }

    /// One for something new, at least; ends with the work.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let waiting = Mutex(Waiting())
    private let limit: Int

    init(limit: Int = defaultLimit) {
        self.limit = limit
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ line: String) {
        waiting.withLock { waiting in
            // In order: nothing comes after what was left out until that has been told.
            if waiting.leftOut > 0 || waiting.text.utf8.count + line.utf8.count > limit {
                waiting.leftOut += 1
            } else {
                waiting.text += ">\(line)\n"
            }
        }
        arrival.yield()
    }

    /// Nothing follows the code, which is never left out.
    func end(_ code: Int) {
        waiting.withLock { $0.end = "=\(code)\n" }
        arrival.yield()
        arrival.finish()
    }

    /// All that has come since the last time.
    func take() -> String {
        waiting.withLock { waiting in
            defer { waiting = Waiting() }
            guard waiting.leftOut > 0 else { return waiting.text + waiting.end }
            let count = waiting.leftOut == 1 ? "1 line is" : "\(waiting.leftOut) lines are"
            return "\(waiting.text)>… \(count) left out, which came faster than they were read\n\(waiting.end)"
        }
    }
}
