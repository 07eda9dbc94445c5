import JobModel

/// Decides when a run is idle: when for the whole limit it wrote nothing and none of its processes used the processor.
///
/// Pure: it is told what others measured.
struct IdleWatch {
    enum Verdict: Hashable {
        case lookAgain(at: MonotonicTime)
        case idle
    }

    /// Between two looks at most.
    static let longestInterval: Duration = .seconds(5)
    /// A quarter of the limit, so that an end comes at most so much late.
    private static let looksInLimit = 4

    private let limit: Duration
    private var lastActivity: MonotonicTime
    private var processorTime: Duration

    init(limit: Duration, start: MonotonicTime) {
        self.limit = limit
        lastActivity = start
        processorTime = .zero
    }

    /// `lastOutput`: when the run last wrote; `processorTime`: what its processes have used since its start.
    ///
    /// A change of the processor's time in either direction is a sign of life: processes that ended take theirs along.
    mutating func look(now: MonotonicTime, lastOutput: MonotonicTime?, processorTime: Duration) -> Verdict {
        if processorTime != self.processorTime {
            self.processorTime = processorTime
            lastActivity = now
        }
        if let lastOutput { lastActivity = max(lastActivity, lastOutput) }
        let end = lastActivity + limit
        guard now < end else { return .idle }
        return .lookAgain(at: min(end, now + min(Self.longestInterval, limit / Self.looksInLimit)))
    }
}
