/// A stretch of time in which a zone's offset from UTC stays the same.
struct TimeZoneSpan: Hashable {
    /// The first instant of the stretch.
    let start: Int64
    /// The first instant after it.
    let end: Int64
    let offset: Int64

    /// Stand-ins for "since ever" and "for ever" that still bear the addition of an offset.
    static let distantPast = Int64.min / 4
    static let distantFuture = Int64.max / 4

    /// An instant that is surely between these two.
    static func clamped(_ instant: Int64) -> Int64 {
        min(max(instant, distantPast), distantFuture)
    }

    func contains(_ instant: Int64) -> Bool {
        start <= instant && instant < end
    }
}
