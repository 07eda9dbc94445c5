package import JobModel

/// When one who wants to hear of a job's trouble is told: of the first at once, of more of it now and then, of its end at
/// once.
///
/// ```
///            alarm: tell            alarm soon after: hold
///   quiet ───────────────▶ alarming ───────────────────────▶ alarming, holding
///     ▲                      │   ▲                              │
///     └──────────────────────┘   └──────────────────────────────┘
///        relief: tell                 interval over: tell how many
/// ```
/// After a relief the clock runs on: trouble that comes and goes is told of once an interval, not each time. It has no
/// clock; every event carries its time.
package struct Throttle: Sendable, Hashable {
    /// What was held back.
    package struct Held: Sendable, Hashable {
        package var count: Int
        package var since: Timestamp
        /// All was well again after the last of them.
        package var isOver = false
    }

    package enum Step: Sendable, Hashable {
        /// Tell of it now, and of what was held back before it.
        case tell(Held?)
        case hold
        /// Nobody was told of any trouble, so its end is no news.
        case pass
    }

    /// The last time that trouble was told of.
    package internal(set) var lastTold: Timestamp?
    /// Trouble was told of, and not its end.
    package internal(set) var isAlarming = false
    package internal(set) var held: Held?

    package init() {}

    package mutating func alarm(now: Timestamp, interval: Duration) -> Step {
        // A clock that was set back must not silence anybody.
        if let lastTold, now >= lastTold, now - lastTold < interval {
            held = Held(count: (held?.count ?? 0) + 1, since: held?.since ?? now)
            return .hold
        }
        defer {
            lastTold = now
            isAlarming = true
            held = nil
        }
        return .tell(held)
    }

    package mutating func relief() -> Step {
        guard isAlarming else {
            held?.isOver = true
            return held == nil ? .pass : .hold
        }
        defer {
            isAlarming = false
            held = nil
        }
        return .tell(held)
    }

    /// When what is held back is due.
    package func due(interval: Duration) -> Timestamp? {
        guard held != nil, let lastTold else { return nil }
        return lastTold + interval
    }

    /// The interval is over; `nil` when nothing was held back.
    package mutating func release(now: Timestamp) -> Held? {
        guard let held else { return nil }
        lastTold = now
        isAlarming = !held.isOver
        self.held = nil
        return held
    }
}
