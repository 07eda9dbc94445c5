/// Names one run of a triggered job: 18 digits, its start in UTC as `yyyyMMddHHmmssffff` (the original's form), so that
/// sorting by name sorts by time.
package struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let length = 18
    private static let largest: Int64 = 999_999_999_999_999_999

    package let text: String

    /// Takes exactly 18 digits; `nil` for anything else, so a folder that a job made itself is never taken for a run.
    package init?(_ text: String) {
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard text.utf8.count == Self.length, isNumber else { return nil }
        self.text = text
    }

    /// The id of a run that starts at this moment.
    package init(start: Timestamp) {
        let time = CivilTime(start)
        var digits: [UInt8] = []
        digits.reserveCapacity(Self.length)
        CivilTime.append(time.year, digits: 4, to: &digits)
        for value in [time.month, time.day, time.hour, time.minute, time.second] {
            CivilTime.append(value, digits: 2, to: &digits)
        }
        CivilTime.appendFraction(nanosecond: time.nanosecond, decimals: 4, to: &digits)
        text = String(decoding: digits, as: UTF8.self)
    }

    /// The id for a start that must sort after `previous`, even when both fall into one tenth of a millisecond or the
    /// clock was set back.
    package init(start: Timestamp, after previous: RunID?) {
        let id = RunID(start: start)
        // A folder of nines, which no run ever made, has no successor.
        guard let previous, id <= previous, let number = Int64(previous.text), number < Self.largest else {
            self = id
            return
        }
        text = String(number + 1)
    }

    /// The start that the digits say; 1970 for digits that are no date.
    package var start: Timestamp {
        let digits = Array(text.utf8.map { Int($0 - UInt8(ascii: "0")) })
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard Timestamp.years.contains(number(0..<4)), (1...12).contains(number(4..<6)),
            (1...31).contains(number(6..<8))
        else { return Timestamp(seconds: 0) }
        let seconds = CivilTime.seconds(
            year: number(0..<4),
            month: number(4..<6),
            day: number(6..<8),
            hour: number(8..<10),
            minute: number(10..<12),
            second: number(12..<14)
        )
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + Int64(number(14..<18)) * 100_000)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}
