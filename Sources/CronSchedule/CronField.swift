/// One of the six places of a cron expression, with the values and names it takes.
package enum CronField: String, Sendable, Hashable, CaseIterable {
    case second
    case minute
    case hour
    case day
    case month
    case weekday

    package var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...6
        }
    }

    /// English names in calendar order, the first one standing for the lowest value; empty where only numbers are taken.
    package var names: [String] {
        switch self {
        case .second, .minute, .hour, .day: []
        case .month:
            [
                "January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November", "December",
            ]
        case .weekday: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        }
    }

    /// Every value of the field as a bit set, bit n standing for the value n.
    package var all: UInt64 {
        (UInt64.max >> UInt64(63 - range.upperBound)) & (UInt64.max << UInt64(range.lowerBound))
    }

    /// With its article: `a minute`, `an hour`.
    var withArticle: String { "\(self == .hour ? "an" : "a") \(rawValue)" }

    /// What the field takes, in words that end an error message.
    var allowed: String {
        switch self {
        case .second, .minute, .hour, .day: "\(range.lowerBound) to \(range.upperBound)"
        case .month: "1 to 12 or an English month name"
        case .weekday: "0 (Sunday) to 6 (Saturday) or an English weekday name"
        }
    }

    /// The value whose name begins with `prefix`, whatever the case; where several do, the first in calendar order.
    func value(namedBy prefix: String) -> Int? {
        let prefix = prefix.lowercased()
        guard !prefix.isEmpty else { return nil }
        return names.firstIndex { $0.lowercased().hasPrefix(prefix) }.map { $0 + range.lowerBound }
    }
}
