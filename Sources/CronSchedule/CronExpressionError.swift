/// Why a text is not a cron expression, and where in it the mistake is.
///
/// `column` counts characters of the text from 1. The description is one sentence: what was found, where, what is
/// allowed instead, and the nearest thing that the writer may have meant.
package enum CronExpressionError: Error, Hashable, CustomStringConvertible {
    case empty
    case tooLong(limit: Int)
    case wrongFieldCount(Int, column: Int)
    case missingValue(CronField, column: Int)
    case unknownValue(CronField, column: Int, found: String)
    case valueOutOfRange(CronField, column: Int, found: String)
    case invalidStep(CronField, column: Int, found: String)
    case impossibleDate(column: Int, day: String, month: String)
    case unknownShortcut(column: Int, found: String)
    case textAfterShortcut(String, column: Int, found: String)
    case invalidInterval(column: Int, found: String)

    package var column: Int {
        switch self {
        case .empty: 1
        case .tooLong(let limit): limit + 1
        case .wrongFieldCount(_, let column), .missingValue(_, let column): column
        case .unknownValue(_, let column, _), .valueOutOfRange(_, let column, _): column
        case .invalidStep(_, let column, _), .impossibleDate(let column, _, _): column
        case .unknownShortcut(let column, _), .textAfterShortcut(_, let column, _): column
        case .invalidInterval(let column, _): column
        }
    }

    /// The field at fault, where the mistake belongs to one.
    package var field: CronField? {
        switch self {
        case .missingValue(let field, _), .unknownValue(let field, _, _): field
        case .valueOutOfRange(let field, _, _), .invalidStep(let field, _, _): field
        case .impossibleDate: .day
        case .empty, .tooLong, .wrongFieldCount: nil
        case .unknownShortcut, .textAfterShortcut, .invalidInterval: nil
        }
    }

    package var description: String {
        let place = "column \(column): "
        return switch self {
        case .empty:
            place + "the schedule is empty; write \(Self.sixFields)"
        case .tooLong(let limit):
            place + "the schedule is longer than \(limit) bytes"
        case .wrongFieldCount(let count, _):
            place + "found \(count) field\(count == 1 ? "" : "s"); \(Self.fieldCountHint(count))"
        case .missingValue(let field, _):
            place + "a value of the \(field.rawValue) is missing; allowed is \(field.allowed)"
        case .unknownValue(let field, _, let found), .valueOutOfRange(let field, _, let found):
            place + "\(Self.quoted(found)) is not \(field.withArticle); allowed is \(field.allowed)"
                + CronHint.text(for: found, in: field)
        case .invalidStep(let field, _, let found):
            place + "\(Self.quoted(found)) is not a step of the \(field.rawValue); allowed is a whole number from 1"
        case .impossibleDate(_, let day, let month):
            place + "no month in \(Self.quoted(month)) has a day \(Self.quoted(day)), so the job would never run"
        case .unknownShortcut(_, let found):
            place + "\(Self.quoted(found)) is unknown; allowed are \(Self.shortcuts)"
                + CronHint.text(forShortcut: found)
        case .textAfterShortcut(let shortcut, _, let found):
            place + "\(Self.quoted(found)) after \(Self.quoted(shortcut)) is too much; nothing may follow there"
        case .invalidInterval(_, let found):
            place + (found.isEmpty ? "the interval is missing" : "\(Self.quoted(found)) is not an interval")
                + "; allowed are \"90s\", \"15m\", \"2h\", \"1d\" or \"1h30m\", from 1 second to 366 days"
        }
    }

    private static let sixFields = "six fields (second minute hour day month weekday), for example \"0 30 2 * * *\""

    private static let shortcuts = CronShortcut.allCases
        .map { $0 == .every ? "@every 90s" : $0.rawValue }
        .joined(separator: ", ")

    private static func fieldCountHint(_ count: Int) -> String {
        if count < CronField.allCases.count { return "allowed are \(sixFields), or five without the second" }
        let year = count == CronField.allCases.count + 1 ? ", there is no field for the year" : ""
        return "allowed are \(sixFields)" + year
    }

    /// What was found, with quotes, cut to a length that a log line bears, control characters made visible.
    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let shown = scalars.prefix(32).map { $0.escaped(asASCII: false) }.joined()
        return "\"\(shown)\(scalars.count > 32 ? "…" : "")\""
    }
}
