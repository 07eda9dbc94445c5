extension CronExpression {
    /// The expression in its shortest plain form, as the original prints it in triggers and schedule logs: names and
    /// steps expanded to numbers, neighbours joined to ranges, a full field as `*`.
    ///
    /// `*/15` becomes `0,15,30,45`: the occurrences are the same, but the text no longer tells a rhythm, so a
    /// normalized expression must not be read back in place of the original.
    package var normalized: String {
        switch pattern {
        case .fields(let fields):
            CronField.allCases.map { Self.normalized(fields[$0], of: $0) }.joined(separator: " ")
        case .interval(let seconds):
            "@every \(seconds)s"
        }
    }

    private static func normalized(_ values: UInt64, of field: CronField) -> String {
        guard values != field.all else { return "*" }
        return values.runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
