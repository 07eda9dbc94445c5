/// What a clock on the wall shows: a date and a time of day, without saying in which zone.
///
/// It is kept as seconds since 1970-01-01 00:00:00 on that same wall, so an instant of zone time is reached by
/// subtracting an offset. A local time may exist once, twice or never; ``TimeZoneRules/instants(of:)`` tells.
package struct LocalTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// The fields are not checked: a caller passes a real date and 0...23, 0...59, 0...59.
    package init(_ date: CivilDate, hour: Int, minute: Int, second: Int) {
        self.init(day: date.daysSinceEpoch, second: hour * 3_600 + minute * 60 + second)
    }

    init(day daysSinceEpoch: Int, second secondOfDay: Int) {
        self.init(seconds: Int64(daysSinceEpoch) * Self.secondsPerDay + Int64(secondOfDay))
    }

    /// Whole days since 1970-01-01, rounded down.
    package var daysSinceEpoch: Int { Int(seconds.dividedRoundingDown(by: Self.secondsPerDay)) }
    package var date: CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch) }
    package var secondOfDay: Int { Int(seconds - Int64(daysSinceEpoch) * Self.secondsPerDay) }
    package var hour: Int { secondOfDay / 3_600 }
    package var minute: Int { secondOfDay / 60 % 60 }
    package var second: Int { secondOfDay % 60 }

    /// As people write it: `2024-03-31 02:30:00`.
    package var description: String {
        let date = date
        let day = "\(Self.padded(date.month, to: 2))-\(Self.padded(date.day, to: 2))"
        return "\(Self.padded(date.year, to: 4))-\(day) \(Self.clockText(secondOfDay: secondOfDay))"
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.seconds < right.seconds
    }

    /// The time of day alone: `02:30:00`.
    static func clockText(secondOfDay: Int) -> String {
        let hour = padded(secondOfDay / 3_600, to: 2)
        let minute = padded(secondOfDay / 60 % 60, to: 2)
        return "\(hour):\(minute):\(padded(secondOfDay % 60, to: 2))"
    }

    static let secondsPerDay: Int64 = 86_400

    private static func padded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
