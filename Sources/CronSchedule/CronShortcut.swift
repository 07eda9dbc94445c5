/// The words that may stand for a whole expression; all begin with `@`, which NCRONTAB does not know.
enum CronShortcut: String, CaseIterable {
    case hourly = "@hourly"
    case daily = "@daily"
    case weekly = "@weekly"
    case monthly = "@monthly"
    case yearly = "@yearly"
    case every = "@every"

    /// The longest rhythm; beyond it a date is meant, and `@yearly` says that better.
    static let longestInterval: Int64 = 366 * 86_400

    static func parse(_ text: CronText, words: [Range<Int>]) throws(CronExpressionError) -> CronExpression {
        let word = text.string(words[0])
        let column = text.column(of: words[0].lowerBound)
        guard let shortcut = CronShortcut(rawValue: word.lowercased()) else {
            throw .unknownShortcut(column: column, found: word)
        }
        let expectedWords = shortcut == .every ? 2 : 1
        guard words.count <= expectedWords else {
            let extra = words[expectedWords]
            throw .textAfterShortcut(
                word,
                column: text.column(of: extra.lowerBound),
                found: text.string(extra.lowerBound..<words[words.count - 1].upperBound)
            )
        }
        guard let expansion = shortcut.expansion else {
            return CronExpression(pattern: .interval(seconds: try interval(text, words: words)), isIntervalLike: true)
        }
        return try CronExpression(expansion)
    }

    private var expansion: String? {
        switch self {
        case .hourly: "0 0 * * * *"
        case .daily: "0 0 0 * * *"
        case .weekly: "0 0 0 * * 0"
        case .monthly: "0 0 0 1 * *"
        case .yearly: "0 0 0 1 1 *"
        case .every: nil
        }
    }

    /// `90s`, `15m`, `2h`, `1d` or several of them in a row (`1h30m`).
    private static func interval(_ text: CronText, words: [Range<Int>]) throws(CronExpressionError) -> Int64 {
        guard words.count == 2 else { throw .invalidInterval(column: text.column(of: text.bytes.count), found: "") }
        let refused = CronExpressionError.invalidInterval(
            column: text.column(of: words[1].lowerBound),
            found: text.string(words[1])
        )
        var seconds: Int64 = 0
        var start = words[1].lowerBound
        for index in words[1] {
            guard let unit = secondsPerUnit(text.bytes[index]) else { continue }
            guard let number = text.number(start..<index) else { throw refused }
            // CronText.largestNumber times a day is far from an overflow.
            seconds += Int64(number) * unit
            start = index + 1
        }
        guard start == words[1].upperBound, 1...longestInterval ~= seconds else { throw refused }
        return seconds
    }

    private static func secondsPerUnit(_ letter: UInt8) -> Int64? {
        switch letter {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3_600
        case UInt8(ascii: "d"): 86_400
        default: nil
        }
    }
}
