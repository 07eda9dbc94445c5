import JobModel

/// Decides whether and when a process of a continuous job that ended by itself is started again.
///
/// Without settings it is the original's rule: after a fixed delay, or at once when the process had lived for two
/// minutes. It has no clock and no chance of its own: both are given.
struct RestartRule: Hashable {
    /// A process that ends with this exit code asks not to be started again.
    static let refusal: Int32 = 125
    /// From where a delay of nothing grows.
    static let leastGrowingDelay: Duration = .milliseconds(100)
    /// Before another try of a process that could not even be started, at least: it would cost the host itself.
    static let leastDelayWithoutProcess: Duration = .seconds(1)
    /// A grown delay is shorter by up to one part in so many, so that jobs that fell together do not rise together.
    static let jitterDivisor = 4

    enum End: Hashable {
        case success
        case failure
        /// Exit code 125.
        case refusal
        case notStarted

        init(exitCode: Int32?) {
            switch exitCode {
            case 0: self = .success
            case RestartRule.refusal: self = .refusal
            default: self = .failure
            }
        }
    }

    enum Decision: Hashable {
        case startAgain(after: Duration)
        case rest(RestReason)
    }

    let policy: RestartSettings.Policy
    let delay: Duration
    let maximumDelay: Duration?
    let limit: Int?

    /// `defaultDelay` is the site's.
    init(_ settings: RestartSettings, defaultDelay: Duration) {
        policy = settings.policy
        delay = settings.delay ?? defaultDelay
        maximumDelay = settings.maximumDelay
        limit = settings.limit
    }

    /// `failures` in a row, this one included; `chance` is any number from 0 to 1.
    func decision(after end: End, lifetime: Duration?, failures: Int, chance: Double) -> Decision {
        switch (policy, end) {
        case (_, .refusal): return .rest(.refused)
        case (.never, _): return .rest(.policy(.never))
        case (.onFailure, .success): return .rest(.policy(.onFailure))
        case (.always, _), (.onFailure, .failure), (.onFailure, .notStarted): break
        }
        if end == .success { return .startAgain(after: isLong(lifetime) ? .zero : delay) }
        if let limit, failures >= limit { return .rest(.gaveUp(failures: failures)) }
        if isLong(lifetime) { return .startAgain(after: .zero) }
        let delay = delay(failures: failures, chance: chance)
        return .startAgain(after: end == .notStarted ? max(delay, Self.leastDelayWithoutProcess) : delay)
    }

    private func isLong(_ lifetime: Duration?) -> Bool {
        lifetime.map { $0 >= ContinuousJob.longLife } ?? false
    }

    /// The first failure waits for the delay as it is; each further one for twice as long, up to the longest, less the
    /// jitter.
    private func delay(failures: Int, chance: Double) -> Duration {
        guard let maximumDelay, failures > 1 else { return delay }
        let longest = max(delay, maximumDelay).inNanoseconds
        let first = max(delay, Self.leastGrowingDelay).inNanoseconds
        let (grown, isTooMuch) = first.multipliedReportingOverflow(by: 1 << min(failures - 1, 32))
        let full = isTooMuch ? longest : min(longest, grown)
        let jitter = Int64(Double(full / Int64(Self.jitterDivisor)) * min(1, max(0, chance)))
        return max(delay, .nanoseconds(full - jitter))
    }
}

/// Why a process that ended is not started again by itself.
enum RestReason: Hashable {
    /// It ended with exit code 125.
    case refused
    case policy(RestartSettings.Policy)
    /// It failed as often in a row as `restart.limit` allows.
    case gaveUp(failures: Int)
}
