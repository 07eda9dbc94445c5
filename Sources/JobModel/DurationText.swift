/// Durations as people write them in settings: `90s`, `15m`, `2h`, `1d`, `250ms`, or a number of seconds.
package enum DurationText {
    package static let forms =
        "a whole number of seconds, or text such as \"90s\", \"15m\", \"2h\", \"1d\", up to 24855d"
    /// About 68 years; longer is a slip of the keyboard.
    package static let maximum: Duration = .seconds(Int64(Int32.max))

    private static let units: [(suffix: String, seconds: Int64)] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]

    /// `nil` for anything else than the forms above, for negative values and those over the maximum.
    package static func parse(_ text: String) -> Duration? {
        if text.hasSuffix("ms") {
            return number(text.dropLast(2)).flatMap { limited(.milliseconds($0)) }
        }
        for (suffix, seconds) in units where text.hasSuffix(suffix) {
            return whole(text.dropLast(), times: seconds)
        }
        return whole(Substring(text), times: 1)
    }

    private static func whole(_ digits: Substring, times factor: Int64) -> Duration? {
        guard let number = number(digits) else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : limited(.seconds(seconds))
    }

    /// Digits alone: no sign, no blanks.
    private static func number(_ digits: Substring) -> Int64? {
        digits.first?.isWholeNumber == true ? Int64(digits) : nil
    }

    private static func limited(_ duration: Duration) -> Duration? {
        duration <= maximum ? duration : nil
    }
}
