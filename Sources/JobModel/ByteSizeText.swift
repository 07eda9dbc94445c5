/// Sizes as people write them in settings: `512MiB`, `1GB`, `64k`, or a number of bytes.
package enum ByteSizeText {
    package static let forms = "a whole number of bytes, or text such as \"512MiB\", \"1GB\""

    /// Longer suffixes first, since `B` ends them all.
    private static let units: [(suffix: String, bytes: Int)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
        ("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("k", 1 << 10), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("B", 1),
    ]

    /// Bytes; `nil` for anything else than the forms above and for sizes that do not fit.
    package static func parse(_ text: String) -> Int? {
        for (suffix, bytes) in units where text.hasSuffix(suffix) {
            return whole(text.dropLast(suffix.count), times: bytes)
        }
        return whole(Substring(text), times: 1)
    }

    /// The same size in its largest binary unit, rounded down to a tenth where it is not whole.
    package static func shown(_ bytes: Int) -> String {
        let units = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        guard let (unit, size) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) B" }
        let tenths = bytes.multipliedFullWidth(by: 10)
        let count = size.dividingFullWidth((tenths.high, tenths.low)).quotient
        return count % 10 == 0 ? "\(count / 10) \(unit)" : "\(count / 10).\(count % 10) \(unit)"
    }

    private static func whole(_ digits: Substring, times factor: Int) -> Int? {
        guard digits.first?.isWholeNumber == true, let number = Int(digits) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}
