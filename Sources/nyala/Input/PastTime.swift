import JobModel

/// A time as users give it: exactly, or as a span before now.
enum PastTime {
    static func parse(_ text: String?, now: Timestamp) throws -> Timestamp? {
        guard let text else { return nil }
        if let span = DurationText.parse(text) { return now + (.zero - span) }
        guard let time = Timestamp(rfc3339: text) else {
            throw CommandFailure(
                .usage,
                "\"\(text)\" is no time: write 2026-03-01T02:30:00Z, or how long ago: 90s, 15m, 2h, 7d"
            )
        }
        return time
    }
}
