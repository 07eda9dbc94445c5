import Glibc
package import JobModel

/// Tells the time.
///
/// A parameter wherever time decides something, so that tests can set it.
package protocol TimeSource: Sendable {
    func wallTime() -> Timestamp
    func monotonicTime() -> MonotonicTime
}

/// The machine's clocks.
package struct SystemClock: TimeSource {
    package init() {}

    package func wallTime() -> Timestamp {
        Timestamp(nanoseconds: Self.read(CLOCK_REALTIME))
    }

    package func monotonicTime() -> MonotonicTime {
        MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC))
    }

    /// The clock by which the kernel stamps files: it stands still between two ticks, and longer where the machine is
    /// held up, so that a file changed later than this has a stamp that is no older.
    package static func fileTime() -> Timestamp {
        Timestamp(nanoseconds: read(CLOCK_REALTIME_COARSE))
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
