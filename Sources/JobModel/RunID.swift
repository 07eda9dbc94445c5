/// Names one run of a triggered job: 18 digits, its start in UTC as `yyyyMMddHHmmssffff` (the original's form), so that
/// sorting by name sorts by time.
package struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let length = 18

    private let number: Int64

    /// Takes exactly 18 digits with a month and a day in them; `nil` for anything else, so a folder that a job made
    /// itself is never taken for a run.
    ///
    /// The digits of the time may exceed a clock's: they are counted up where runs begin in one instant.
    package init?(_ text: String) {
        self.init(bytes: text.utf8)
    }

    /// The same for a name that was not made a text.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var number: Int64 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        let (month, day) = (number / 1_000_000_000_000 % 100, number / 10_000_000_000 % 100)
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.number = number
    }

    /// The id of a run that starts at this moment.
    package init(start: Timestamp) {
        let time = CivilTime(start)
        var number = Int64(time.year)
        for value in [time.month, time.day, time.hour, time.minute, time.second] {
            number = number * 100 + Int64(value)
        }
        self.number = number * 10_000 + Int64(time.nanosecond / 100_000)
    }

    /// The id for a start that must sort after `previous`, even when both fall into one tenth of a millisecond or the
    /// clock was set back.
    package init(start: Timestamp, after previous: RunID?) {
        let id = RunID(start: start)
        guard let previous, id <= previous else {
            self = id
            return
        }
        number = previous.number + 1
    }

    package var text: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(Self.length)
        CivilTime.append(Int(number), digits: Self.length, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// The start that the digits say; 1970 for digits that are no date.
    package var start: Timestamp {
        var rest = Int(number)
        func take(_ factor: Int) -> Int {
            defer { rest /= factor }
            return rest % factor
        }
        let fraction = take(10_000)
        let (second, minute, hour, day, month) = (take(100), take(100), take(100), take(100), take(100))
        guard Timestamp.years.contains(rest), (1...12).contains(month), (1...31).contains(day) else {
            return Timestamp(seconds: 0)
        }
        let seconds = CivilTime.seconds(
            year: rest,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second
        )
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + Int64(fraction) * 100_000)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}
