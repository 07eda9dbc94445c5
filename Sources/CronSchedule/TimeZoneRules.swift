/// The history and the future of a zone's offset from UTC: everything needed to go between instants and local times.
///
/// It is read from the system's time zone files (TZif), or from a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`. Past the
/// end of a file's table the rule in its footer goes on for ever. Instants are seconds since 1970-01-01T00:00:00Z,
/// leap seconds not counted.
package struct TimeZoneRules: Sendable, Hashable {
    /// What the zone was asked by: `Europe/Berlin`.
    package let name: String

    /// The moments at which the offset changed, rising, each with the offset that began there.
    let changes: [Change]
    let firstOffset: Int64
    /// What holds after the last change; nil when the last offset simply stays.
    let rule: TimeZoneRule?

    struct Change: Sendable, Hashable {
        let instant: Int64
        let offset: Int64
    }

    package static let utc = TimeZoneRules(name: "UTC", changes: [], firstOffset: 0, rule: nil)

    /// Seconds to add to an instant to get the local time; east of Greenwich is positive.
    package func offset(at instant: Int64) -> Int64 {
        span(at: instant).offset
    }

    package func localTime(at instant: Int64) -> LocalTime {
        LocalTime(seconds: TimeZoneSpan.clamped(instant) + offset(at: instant))
    }

    /// When clocks of this zone show `time`.
    package func instants(of time: LocalTime) -> LocalTimeInstants {
        let time = LocalTime(seconds: TimeZoneSpan.clamped(time.seconds))
        // No offset is larger than a day and a bit, so the answer lies in the spans of two days around.
        let end = time.seconds + 2 * LocalTime.secondsPerDay
        var span = span(at: time.seconds - 2 * LocalTime.secondsPerDay)
        var found: [Int64] = []
        var jump: Int64?
        while true {
            let instant = time.seconds - span.offset
            if span.contains(instant) { found.append(instant) }
            // Nothing is asked about beyond the distant future: there the spans no longer move on.
            guard span.end <= end, span.end < TimeZoneSpan.distantFuture else { break }
            let next = self.span(at: span.end)
            if span.end + span.offset <= time.seconds, time.seconds < span.end + next.offset { jump = span.end }
            span = next
        }
        switch (found.first, found.last) {
        case (let first?, let last?): return first == last ? .once(first) : .twice(first: first, second: last)
        // A time that no span holds lies in a jump, so the moment is known.
        default: return .never(jump: jump ?? end)
        }
    }

    /// The stretch of unchanged offset around an instant.
    func span(at instant: Int64) -> TimeZoneSpan {
        let instant = TimeZoneSpan.clamped(instant)
        if let rule, instant >= changes.last?.instant ?? .min {
            let span = rule.span(at: instant)
            return TimeZoneSpan(
                start: max(span.start, changes.last?.instant ?? .min),
                end: span.end,
                offset: span.offset
            )
        }
        let index = changesBegun(at: instant)
        return TimeZoneSpan(
            start: index == 0 ? TimeZoneSpan.distantPast : changes[index - 1].instant,
            end: index == changes.count ? TimeZoneSpan.distantFuture : changes[index].instant,
            offset: index == 0 ? firstOffset : changes[index - 1].offset
        )
    }

    /// How many changes have happened by then, found by halving.
    private func changesBegun(at instant: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].instant <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
