import JobModel

/// When a stream of logs says that it is still there, and when it ends.
struct LogStreamPace: Sendable {
    enum Step: Sendable, Hashable {
        case nothing
        /// Nothing came for so many minutes.
        case heartbeat(minutes: Int)
        case end
    }

    static let heartbeat: Duration = .seconds(60)
    /// As in the original.
    static let defaultTimeLimit: Duration = .seconds(7200)

    private let end: MonotonicTime
    private var lastLine: MonotonicTime
    private var beats = 0

    init(start: MonotonicTime, timeLimit: Duration) {
        end = start + timeLimit
        lastLine = start
    }

    /// What is due now; `hasLines`: something was sent just now.
    mutating func step(at now: MonotonicTime, hasLines: Bool) -> Step {
        if now >= end { return .end }
        if hasLines {
            lastLine = now
            beats = 0
            return .nothing
        }
        guard now >= lastLine + Self.heartbeat * (beats + 1) else { return .nothing }
        beats += 1
        return .heartbeat(minutes: beats)
    }
}
