/// Reads one field of a cron expression, a list such as `1-5,20/10`, into a bit set.
struct CronFieldParser {
    let text: CronText
    let field: CronField

    func parse(_ range: Range<Int>) throws(CronExpressionError) -> UInt64 {
        var values: UInt64 = 0
        var start = range.lowerBound
        while true {
            let end = text.firstIndex(of: ",", in: start..<range.upperBound) ?? range.upperBound
            values |= try parseItem(start..<end)
            guard end < range.upperBound else { return values }
            start = end + 1
        }
    }

    /// `*`, `n` or `a-b`, each with or without `/step`.
    private func parseItem(_ range: Range<Int>) throws(CronExpressionError) -> UInt64 {
        guard let slash = text.firstIndex(of: "/", in: range) else {
            return bits(try parseRange(range, openEnded: false), step: 1)
        }
        guard slash > range.lowerBound else {
            throw .unknownValue(field, column: text.column(of: slash), found: text.string(range))
        }
        let values = try parseRange(range.lowerBound..<slash, openEnded: true)
        return bits(values, step: try parseStep(slash + 1..<range.upperBound))
    }

    /// A single value before a step runs to the field's maximum; a reversed range is swapped, never wrapped around.
    private func parseRange(_ range: Range<Int>, openEnded: Bool) throws(CronExpressionError) -> ClosedRange<Int> {
        if text.string(range) == "*" { return field.range }
        // A dash in front is a negative number, which parseValue refuses.
        guard let dash = text.firstIndex(of: "-", in: range), dash > range.lowerBound else {
            let value = try parseValue(range)
            return value...(openEnded ? field.range.upperBound : value)
        }
        let first = try parseValue(range.lowerBound..<dash)
        let last = try parseValue(dash + 1..<range.upperBound)
        return min(first, last)...max(first, last)
    }

    private func parseValue(_ range: Range<Int>) throws(CronExpressionError) -> Int {
        let column = text.column(of: range.lowerBound)
        guard !range.isEmpty else { throw .missingValue(field, column: column) }
        let found = text.string(range)
        if let number = text.number(range) {
            guard field.range.contains(number) else { throw .valueOutOfRange(field, column: column, found: found) }
            return number
        }
        guard let value = field.value(namedBy: found) else {
            throw .unknownValue(field, column: column, found: found)
        }
        return value
    }

    private func parseStep(_ range: Range<Int>) throws(CronExpressionError) -> Int {
        guard let step = text.number(range), step > 0 else {
            throw .invalidStep(field, column: text.column(of: range.lowerBound), found: text.string(range))
        }
        return step
    }

    private func bits(_ values: ClosedRange<Int>, step: Int) -> UInt64 {
        stride(from: values.lowerBound, through: values.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }
}
