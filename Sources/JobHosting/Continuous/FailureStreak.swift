/// How often in a row a continuous job has failed, and when it counts as well again.
struct FailureStreak: Hashable {
    /// Failures in a row, each soon after its start, that make a crash loop.
    static let loopThreshold = 5
    /// How long a job must be up, at least, to be well again.
    static let shortestSteadyTime: Duration = .seconds(10)

    private(set) var count = 0
    private(set) var isFailing = false
    private var longestLife: Duration = .zero

    /// Notes a failure; true when it is the one that makes a crash loop.
    mutating func fail(after lifetime: Duration) -> Bool {
        if lifetime >= ContinuousJob.longLife { count = 0 }
        count += 1
        isFailing = true
        longestLife = max(longestLife, lifetime)
        return count == Self.loopThreshold
    }

    /// How long the job must be up now: longer than what it managed before it failed last, within reason.
    var steadyTime: Duration {
        guard isFailing else { return Self.shortestSteadyTime }
        return min(ContinuousJob.longLife, max(Self.shortestSteadyTime, longestLife * 2))
    }

    /// Notes that the job has been up for ``steadyTime``; true when it was failing before.
    mutating func becomeSteady() -> Bool {
        defer { self = FailureStreak() }
        return isFailing
    }

    /// Somebody stopped or changed the job: what comes is judged anew, but it is not well yet.
    mutating func startAnew() {
        count = 0
        longestLife = .zero
    }
}
