package import CronSchedule
package import JobModel

/// Times as pages show them: how long ago or how soon, and exactly, in the site's time zone, for whoever points at them.
package struct Moments: Sendable {
    package let now: Timestamp
    package let zone: TimeZoneRules

    package init(now: Timestamp, zone: TimeZoneRules) {
        self.now = now
        self.zone = zone
    }

    /// `3 min ago`, `in 2 h`.
    package func relative(_ time: Timestamp) -> HTML {
        element(time, words(time))
    }

    /// The time itself, without its date where that is today's.
    package func clock(_ time: Timestamp) -> HTML {
        let local = local(time)
        let isToday = local.prefix(10) == self.local(now).prefix(10)
        return element(time, isToday ? String(local.dropFirst(11)) : local)
    }

    /// The time of day alone, for what lies within one day of now.
    package func timeOfDay(_ time: Timestamp) -> HTML {
        element(time, String(local(time).dropFirst(11)))
    }

    /// Date and time.
    package func exact(_ time: Timestamp) -> HTML {
        element(time, local(time))
    }

    package func words(_ time: Timestamp) -> String {
        let seconds = Int((time - now).components.seconds)
        // A clock is asked twice within one page.
        if abs(seconds) < 2 { return "now" }
        return seconds < 0 ? "\(SpanWords.rough(-seconds)) ago" : "in \(SpanWords.rough(seconds))"
    }

    /// `2031-02-03 05:05:06` on the clocks of the site.
    package func local(_ time: Timestamp) -> String {
        zone.localTime(at: time.seconds).description
    }

    private func element(_ time: Timestamp, _ words: String) -> HTML {
        "<time datetime=\"\(time.rfc3339(decimals: 0))\" title=\"\(local(time)) \(zone.name)\">\(words)</time>"
    }
}
