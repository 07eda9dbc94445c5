/// A schedule as users write it: when a job should run, on the clock of a zone that is chosen elsewhere.
///
/// The language is NCRONTAB with six fields (second minute hour day month weekday). Beyond it: five fields are taken
/// (then the second is 0), and the words `@hourly @daily @weekly @monthly @yearly` and `@every 90s`. None of these is
/// a valid NCRONTAB expression, so no schedule that the original accepts changes its meaning.
///
/// An expression that could never fire is refused when it is read, not discovered by a job that stays silent.
package struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// What an expression is made of.
    package enum Pattern: Sendable, Hashable {
        case fields(CronFields)
        /// Every so many seconds, counted from 1970-01-01T00:00:00Z and thus without regard to any zone.
        case interval(seconds: Int64)
    }

    package let pattern: Pattern

    /// Whether `*`, `-` or `/` stands in the seconds, minutes or hours.
    ///
    /// Then the expression means a rhythm rather than a time of day: a rhythm keeps its pace through a repeated hour,
    /// while a time of day occurs once. It follows the text, not the values: `*/30` is interval-like, `0,30` is not.
    package let isIntervalLike: Bool

    package static let maximumLength = 1_024

    package init(_ text: String) throws(CronExpressionError) {
        let text = CronText(text)
        guard text.bytes.count <= Self.maximumLength else { throw .tooLong(limit: Self.maximumLength) }
        var words = text.words
        guard let first = words.first else { throw .empty }
        if text.bytes[first.lowerBound] == UInt8(ascii: "@") {
            self = try CronShortcut.parse(text, words: words)
            return
        }
        if words.count == CronField.allCases.count - 1 {
            // An empty stretch stands for the second that a five-field expression leaves out.
            words.insert(first.lowerBound..<first.lowerBound, at: 0)
        }
        guard words.count == CronField.allCases.count else {
            let isTooLong = words.count > CronField.allCases.count
            let index = isTooLong ? words[CronField.allCases.count].lowerBound : text.bytes.count
            throw .wrongFieldCount(words.count, column: text.column(of: index))
        }
        try self.init(text, fields: words)
    }

    private init(_ text: CronText, fields words: [Range<Int>]) throws(CronExpressionError) {
        func values(_ field: CronField, _ word: Range<Int>) throws(CronExpressionError) -> UInt64 {
            try CronFieldParser(text: text, field: field).parse(word)
        }
        let fields = CronFields(
            seconds: words[0].isEmpty ? 1 : try values(.second, words[0]),
            minutes: try values(.minute, words[1]),
            hours: try values(.hour, words[2]),
            days: try values(.day, words[3]),
            months: try values(.month, words[4]),
            weekdays: try values(.weekday, words[5])
        )
        guard fields.hasPossibleDate else {
            throw .impossibleDate(
                column: text.column(of: words[3].lowerBound),
                day: text.string(words[3]),
                month: text.string(words[4])
            )
        }
        let isIntervalLike = words[..<3].joined().contains { "*-/".utf8.contains(text.bytes[$0]) }
        self.init(pattern: .fields(fields), isIntervalLike: isIntervalLike)
    }

    init(pattern: Pattern, isIntervalLike: Bool) {
        self.pattern = pattern
        self.isIntervalLike = isIntervalLike
    }

    package var description: String { normalized }
}
