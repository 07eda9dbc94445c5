/// Reads a zone rule in the notation of POSIX `TZ`, as it stands in the footer of a TZif file.
///
/// `CET-1CEST,M3.5.0,M10.5.0/3`, `<+03>-3`, `IST-1GMT0,M10.5.0,M3.5.0/1`. Note the sign: there, west is positive.
struct TimeZoneRuleParser {
    private let bytes: [UInt8]
    private var index = 0

    /// Nil when the text is not such a rule.
    static func parse(_ text: String) -> TimeZoneRule? {
        var parser = TimeZoneRuleParser(bytes: Array(text.utf8))
        return parser.parseRule()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func parseRule() -> TimeZoneRule? {
        guard skipAbbreviation(), let west = parseTime(hours: 0...24) else { return nil }
        guard index < bytes.count else { return TimeZoneRule(standardOffset: -west, daylight: nil) }
        guard skipAbbreviation() else { return nil }
        var offset = -west + 3_600
        if index < bytes.count, bytes[index] != UInt8(ascii: ",") {
            guard let daylightWest = parseTime(hours: 0...24) else { return nil }
            offset = -daylightWest
        }
        guard
            skip(","), let start = parseMoment(),
            skip(","), let end = parseMoment(),
            index == bytes.count
        else { return nil }
        return TimeZoneRule(standardOffset: -west, daylight: .init(offset: offset, start: start, end: end))
    }

    /// Three letters at least, or anything of letters, digits and signs in angle brackets.
    private mutating func skipAbbreviation() -> Bool {
        let start = index
        if skip("<") {
            while index < bytes.count, bytes[index] != UInt8(ascii: ">") { index += 1 }
            return index > start + 1 && skip(">")
        }
        while index < bytes.count, Self.isLetter(bytes[index]) { index += 1 }
        return index - start >= 3
    }

    private mutating func parseMoment() -> YearlyMoment? {
        guard let day = parseDay() else { return nil }
        guard skip("/") else { return YearlyMoment(day: day, time: 2 * 3_600) }
        return parseTime(hours: 0...167).map { YearlyMoment(day: day, time: $0) }
    }

    private mutating func parseDay() -> YearlyMoment.Day? {
        if skip("J") { return parseNumber(in: 1...365).map { .ofYearWithoutLeapDay($0) } }
        guard skip("M") else { return parseNumber(in: 0...365).map { .ofYear($0) } }
        guard
            let month = parseNumber(in: 1...12), skip("."),
            let week = parseNumber(in: 1...5), skip("."),
            let weekday = parseNumber(in: 0...6)
        else { return nil }
        return .weekday(weekday, week: week, month: month)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func parseTime(hours: ClosedRange<Int>) -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hour = parseNumber(in: hours) else { return nil }
        var seconds = hour * 3_600
        if skip(":") {
            guard let minute = parseNumber(in: 0...59) else { return nil }
            seconds += minute * 60
            if skip(":") {
                guard let second = parseNumber(in: 0...59) else { return nil }
                seconds += second
            }
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    private mutating func parseNumber(in range: ClosedRange<Int>) -> Int? {
        let start = index
        var value = 0
        // Four digits are more than any number here has.
        while index < bytes.count, index - start < 4, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] {
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return index > start && range.contains(value) ? value : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
