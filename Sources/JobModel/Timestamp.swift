/// A moment of wall-clock time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Good from 1677 to 2262. For durations and deadlines use ``MonotonicTime``: wall-clock time may jump.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let nanoseconds: Int64

    /// The whole years that fit.
    static let years = 1678...2261

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package init(seconds: Int64) {
        self.init(nanoseconds: seconds * 1_000_000_000)
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
    }

    /// RFC 3339 in UTC with seven decimals, as the original writes times: `2031-02-03T04:05:06.7890123Z`.
    package var description: String {
        rfc3339(decimals: 7)
    }

    package func rfc3339(decimals: Int) -> String {
        let time = CivilTime(self)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        time.appendDateAndTime(to: &text, separator: UInt8(ascii: "T"))
        if decimals > 0 {
            text.append(UInt8(ascii: "."))
            CivilTime.appendFraction(nanosecond: time.nanosecond, decimals: decimals, to: &text)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (left: Self, right: Duration) -> Self {
        Timestamp(nanoseconds: left.nanoseconds + right.inNanoseconds)
    }

    package static func - (left: Self, right: Self) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}
