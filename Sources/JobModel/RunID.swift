/// Names one run of a triggered job: 18 digits, its start in UTC as `yyyyMMddHHmmssffff` (the original's form), so that
/// sorting by name sorts by time.
package struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let length = 18

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
        guard let previous, id <= previous, let number = Int64(previous.text) else {
            self = id
            return
        }
        text = String(number + 1)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}
