import JobModel
import Testing

@testable import Notifications

@Suite struct ThrottleTests {
    enum Event: Sendable {
        case alarm(Int)
        case relief(Int)
        case release(Int)
    }

    private static let interval: Duration = .seconds(100)

    private static func time(_ second: Int) -> Timestamp { Timestamp(seconds: Int64(1_000_000 + second)) }

    /// What is told: `a` an alarm, `r` a relief, `d` a digest, `-` nothing; with the number of held events.
    private static func told(_ events: [Event]) -> [String] {
        var throttle = Throttle()
        func shown(_ name: String, _ held: Throttle.Held?) -> String {
            guard let held else { return name }
            return "\(name)\(held.count)\(held.isOver ? "over" : "")"
        }
        return events.map { event in
            switch event {
            case .alarm(let second):
                if case .tell(let held) = throttle.alarm(now: time(second), interval: interval) {
                    return shown("a", held)
                }
                return "-"
            case .relief:
                if case .tell(let held) = throttle.relief() { return shown("r", held) }
                return "-"
            case .release(let second):
                return throttle.release(now: time(second)).map { shown("d", $0) } ?? "-"
            }
        }
    }

    static let rows: [(name: String, events: [Event], told: [String])] = [
        ("the first at once", [.alarm(0)], ["a"]),
        ("more of it is held back", [.alarm(0), .alarm(1), .alarm(99)], ["a", "-", "-"]),
        ("and told of together", [.alarm(0), .alarm(1), .alarm(2), .release(100)], ["a", "-", "-", "d2"]),
        (
            "at most once an interval", [.alarm(0), .alarm(1), .release(100), .alarm(101), .release(200)],
            ["a", "-", "d1", "-", "d1"]
        ),
        ("nothing is released where nothing was held", [.alarm(0), .release(100)], ["a", "-"]),
        ("a later one is told at once again", [.alarm(0), .alarm(100)], ["a", "a"]),
        ("with what was held before it", [.alarm(0), .alarm(50), .alarm(100)], ["a", "-", "a1"]),
        ("the end is told at once", [.alarm(0), .relief(1)], ["a", "r"]),
        ("with what was held back", [.alarm(0), .alarm(1), .alarm(2), .relief(3)], ["a", "-", "-", "r2"]),
        ("once", [.alarm(0), .relief(1), .relief(2)], ["a", "r", "-"]),
        ("the end of nothing is no news", [.relief(0)], ["-"]),
        ("trouble that comes back soon waits", [.alarm(0), .relief(1), .alarm(2)], ["a", "r", "-"]),
        (
            "and its end with it", [.alarm(0), .relief(1), .alarm(2), .relief(3), .release(100)],
            ["a", "r", "-", "-", "d1over"]
        ),
        (
            "after which all is well", [.alarm(0), .relief(1), .alarm(2), .relief(3), .release(100), .relief(101)],
            ["a", "r", "-", "-", "d1over", "-"]
        ),
        ("a clock that was set back silences nobody", [.alarm(50), .alarm(0)], ["a", "a"]),
    ]

    @Test(arguments: rows)
    func `tells of`(row: (name: String, events: [Event], told: [String])) {
        #expect(Self.told(row.events) == row.told, "\(row.name)")
    }

    @Test func `what is held back is due an interval after the last word`() {
        var throttle = Throttle()
        _ = throttle.alarm(now: Self.time(0), interval: Self.interval)
        #expect(throttle.due(interval: Self.interval) == nil)
        _ = throttle.alarm(now: Self.time(30), interval: Self.interval)
        #expect(throttle.due(interval: Self.interval) == Self.time(100))
        #expect(throttle.held?.since == Self.time(30))
    }
}
