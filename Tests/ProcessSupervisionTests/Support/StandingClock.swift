import JobModel
import LinuxSystem

/// A wall clock that stands still, so that stamps are known; the other clock is the machine's, or runs behind it.
struct StandingClock: TimeSource {
    static let wall = Timestamp(nanoseconds: 1_927_857_906_789_000_000)
    /// As logs write it.
    static let wallText = "2031-02-03T04:05:06.789Z"

    var behind: Duration = .zero

    func wallTime() -> Timestamp {
        Self.wall
    }

    func monotonicTime() -> MonotonicTime {
        SystemClock().monotonicTime() + (Duration.zero - behind)
    }
}
