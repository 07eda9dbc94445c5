package import JobModel
import LinuxSystem
import Synchronization

/// Clocks that stand still until a test moves them.
package final class ManualTime: TimeSource {
    private struct Now {
        var wall: Timestamp
        var monotonic: MonotonicTime
    }

    private let now: Mutex<Now>

    package init(wall: Timestamp = Timestamp(seconds: 1_900_000_000)) {
        now = Mutex(Now(wall: wall, monotonic: MonotonicTime(nanoseconds: 1_000_000_000)))
    }

    package func wallTime() -> Timestamp {
        now.withLock { $0.wall }
    }

    package func monotonicTime() -> MonotonicTime {
        now.withLock { $0.monotonic }
    }

    /// Moves both clocks.
    package func advance(by duration: Duration) {
        now.withLock { now in
            now.wall = now.wall + duration
            now.monotonic = now.monotonic + duration
        }
    }

    /// Moves the wall clock alone, as somebody who sets it does.
    package func setWall(_ time: Timestamp) {
        now.withLock { $0.wall = time }
    }
}
