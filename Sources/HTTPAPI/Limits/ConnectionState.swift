import JobModel

/// Where one connection stands between two requests and in them, and how long it may stay there.
///
/// It has no clock: every event carries its time.
struct ConnectionState: Sendable {
    enum Event: Sendable, Hashable {
        case headRead
        case bodyRead(bytes: Int)
        case requestRead
        /// The server is ready for more of what the client sends.
        case readAsked
        case answerEnded
        /// Whether the system takes more of an answer; when it does not, the client does not read.
        case writable(Bool)
        /// The host has answered what is no request, and reads no further.
        case refused
    }

    /// What is to be done when time has run out.
    enum Action: Sendable, Hashable {
        case close
        /// Tell the client that it was too slow, and close.
        case refuse
        /// Whoever reads the body is told that it does not come, and answers.
        case endBody
    }

    private let limits: ConnectionLimits
    /// Since when the next request is waited for.
    private var waitingSince: MonotonicTime?
    private var isFirst = true
    /// Requests whose answers have not ended.
    private var openRequests = 0
    private(set) var isReading = false
    private var readAskedSince: MonotonicTime?
    private var unwritableSince: MonotonicTime?
    /// Since when the client is to take notice that it need not send any more.
    private var leavingSince: MonotonicTime?
    private var leftBytes = 0

    init(_ limits: ConnectionLimits, now: MonotonicTime) {
        self.limits = limits
        waitingSince = now
    }

    /// What comes is thrown away.
    var isLeaving: Bool { leavingSince != nil }
    var hasOpenRequest: Bool { openRequests > 0 }

    mutating func handle(_ event: Event, now: MonotonicTime) {
        switch event {
        case .headRead:
            openRequests += 1
            isReading = true
            waitingSince = nil
            readAskedSince = nil
        case .bodyRead(let bytes):
            readAskedSince = nil
            if isLeaving { leftBytes += bytes }
        case .requestRead:
            isReading = false
            readAskedSince = nil
            leavingSince = nil
            leftBytes = 0
            waitForNext(now)
        case .readAsked:
            if readAskedSince == nil { readAskedSince = now }
        case .answerEnded:
            openRequests -= 1
            if isReading { leavingSince = now } else { waitForNext(now) }
        case .writable(let isWritable):
            unwritableSince = isWritable ? nil : unwritableSince ?? now
        case .refused:
            leavingSince = now
        }
    }

    private mutating func waitForNext(_ now: MonotonicTime) {
        guard openRequests == 0, !isReading else { return }
        isFirst = false
        waitingSince = now
    }

    /// When `expire` should be asked; `nil` while nothing is waited for.
    var deadline: MonotonicTime? { due?.time }

    /// What has run out of time by now.
    func expire(now: MonotonicTime) -> Action? {
        guard let due, due.time <= now else { return nil }
        return due.action
    }

    private var due: (time: MonotonicTime, action: Action)? {
        var dues: [(time: MonotonicTime, action: Action)] = []
        if let leavingSince {
            let limit: Duration = leftBytes > limits.farewellBytes ? .zero : limits.farewell
            dues.append((leavingSince + limit, .close))
        } else if let waitingSince {
            dues.append(
                isFirst ? (waitingSince + limits.headers, .refuse) : (waitingSince + limits.idle, .close)
            )
        } else if isReading, let readAskedSince {
            dues.append((readAskedSince + limits.body, .endBody))
        }
        if let unwritableSince { dues.append((unwritableSince + limits.reading, .close)) }
        return dues.min { $0.time < $1.time }
    }
}
