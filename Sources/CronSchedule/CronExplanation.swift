/// Puts the six fields of an expression into words: common shapes idiomatically, all others field by field.
struct CronExplanation {
    let fields: CronFields

    var text: String {
        if namesTimesOfDay { return "at \(Self.list(timesOfDay)) \(date)" }
        // "every 15 minutes at second 0" says by itself that it is every day.
        return date == Self.everyDay ? rule : "\(rule), \(date)"
    }

    private static let everyDay = "every day"
    /// More times of day than this are clearer as a rule than as a list.
    private static let longestTimeList = 6

    private var namesTimesOfDay: Bool {
        let count = [fields.seconds, fields.minutes, fields.hours].map(\.nonzeroBitCount).reduce(1, *)
        return count <= Self.longestTimeList
    }

    private var timesOfDay: [String] {
        fields.hours.values.flatMap { hour in
            fields.minutes.values.flatMap { minute in
                fields.seconds.values.map { LocalTime.clockText(secondOfDay: hour * 3_600 + minute * 60 + $0) }
            }
        }
    }

    private var rule: String {
        let everySecond = fields.seconds == CronField.second.all
        let everyMinute = fields.minutes == CronField.minute.all
        let second = Self.phrase(fields.seconds, of: .second)
        let minute = Self.phrase(fields.minutes, of: .minute)
        let hour = Self.phrase(fields.hours, of: .hour)
        let inHours = fields.hours == CronField.hour.all ? "" : ", in \(hour)"
        if everyMinute, let rhythm = Self.rhythm(fields.seconds, of: .second) { return rhythm + inHours }
        if !everySecond, let rhythm = Self.rhythm(fields.minutes, of: .minute) {
            return "\(rhythm) at \(second)\(inHours)"
        }
        if !everySecond, let rhythm = Self.rhythm(fields.hours, of: .hour) {
            return "\(rhythm) at \(minute) and \(second)"
        }
        return "at \(second) of \(minute) of \(hour)"
    }

    private var date: String {
        let everyMonth = fields.months == CronField.month.all
        let months = everyMonth ? "every month" : Self.list(Self.words(fields.months, of: .month))
        let weekdays = Self.words(fields.weekdays, of: .weekday)
        let everyWeekday = fields.weekdays == CronField.weekday.all
        if fields.days == CronField.day.all {
            return "every \(everyWeekday ? "day" : Self.list(weekdays))\(everyMonth ? "" : " in \(months)")"
        }
        let condition = everyWeekday ? "" : " if it is \(Self.list(weekdays, conjunction: "or"))"
        return "on \(Self.phrase(fields.days, of: .day)) of \(months)\(condition)"
    }

    /// `every minute`, `every 15 minutes`, or nil where the values do not divide the next unit evenly.
    private static func rhythm(_ bits: UInt64, of field: CronField) -> String? {
        if bits == field.all { return "every \(field.rawValue)" }
        let values = bits.values
        guard values.count > 1, values[0] == 0, field.range.count % values[1] == 0 else { return nil }
        guard values == Array(stride(from: 0, to: field.range.count, by: values[1])) else { return nil }
        return "every \(values[1]) \(field.rawValue)s"
    }

    /// `minute 5`, `minutes 0, 7 and 14`, `every minute`.
    private static func phrase(_ bits: UInt64, of field: CronField) -> String {
        if bits == field.all { return "every \(field.rawValue)" }
        return "\(field.rawValue)\(bits.nonzeroBitCount == 1 ? "" : "s") \(list(words(bits, of: field)))"
    }

    /// The values as numbers or names, three or more in a row as `9 to 17`.
    private static func words(_ bits: UInt64, of field: CronField) -> [String] {
        let names = field.names
        func name(_ value: Int) -> String { names.isEmpty ? "\(value)" : names[value - field.range.lowerBound] }
        return bits.runs.flatMap { run in
            run.count > 2 ? ["\(name(run.lowerBound)) to \(name(run.upperBound))"] : run.map(name)
        }
    }

    private static func list(_ words: [String], conjunction: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}
