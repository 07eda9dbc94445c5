/// How a zone's offset goes on for ever: one offset, or two that alternate on fixed days of each year.
struct TimeZoneRule: Sendable, Hashable {
    let standardOffset: Int64
    let daylight: Daylight?

    /// The other offset and the local times at which it begins and ends.
    ///
    /// It need not be the larger one: in Ireland winter time is the exception by law.
    struct Daylight: Sendable, Hashable {
        let offset: Int64
        let start: YearlyMoment
        let end: YearlyMoment
    }

    func span(at instant: Int64) -> TimeZoneSpan {
        guard let daylight else {
            return TimeZoneSpan(
                start: TimeZoneSpan.distantPast,
                end: TimeZoneSpan.distantFuture,
                offset: standardOffset
            )
        }
        let year = LocalTime(seconds: instant + standardOffset).date.year
        var start = TimeZoneSpan.distantPast
        var end = TimeZoneSpan.distantFuture
        var isDaylight = false
        // Extended hours may move a change into a neighbouring year, hence three years. Where the offset never returns
        // (an end that is the next year's start) both moments are equal; the later year then decides.
        for year in year - 1...year + 1 {
            let begin = daylight.start.localTime(in: year).seconds - standardOffset
            let finish = daylight.end.localTime(in: year).seconds - daylight.offset
            let moments = begin <= finish ? [(begin, true), (finish, false)] : [(finish, false), (begin, true)]
            for (moment, begins) in moments {
                if moment > instant {
                    end = min(end, moment)
                } else if moment >= start {
                    start = moment
                    isDaylight = begins
                }
            }
        }
        return TimeZoneSpan(start: start, end: end, offset: isDaylight ? daylight.offset : standardOffset)
    }
}
