extension CronExpression {
    /// The schedule in English words, for people who want to be sure: `at 02:30:00 every day`.
    package var explanation: String {
        switch pattern {
        case .fields(let fields): CronExplanation(fields: fields).text
        case .interval(let seconds): "every \(Self.duration(seconds)), counted from 1970-01-01 00:00:00 UTC"
        }
    }

    /// In the largest unit that divides it: `90 seconds`, `15 minutes`, `2 hours`.
    private static func duration(_ seconds: Int64) -> String {
        let units: [(name: String, seconds: Int64)] = [("day", 86_400), ("hour", 3_600), ("minute", 60)]
        let unit = units.first { seconds % $0.seconds == 0 } ?? ("second", 1)
        let count = seconds / unit.seconds
        return count == 1 ? unit.name : "\(count) \(unit.name)s"
    }
}
