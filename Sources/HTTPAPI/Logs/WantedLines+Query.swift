import Hummingbird
import JobModel
import LogFollowing

extension WantedLines {
    /// Characters of `?grep=`.
    private static let textLengths = 1...200

    /// `?since=RFC3339`, `?grep=TEXT`, `?tail=COUNT`.
    ///
    /// A text without capitals is found in capitals as well.
    init(_ query: QueryString) throws {
        self.init()
        tail = try query.number("tail", in: LogAnswer.tails)
        if let text = query["since"] {
            guard let time = Timestamp(boundary: text) else {
                throw ProblemAnswer(
                    .badRequest,
                    "\"since\" must be a time such as 2031-02-03T04:05:06Z, not \"\(text)\""
                )
            }
            since = time.rfc3339(decimals: 3)
        }
        guard let words = query["grep"] else { return }
        guard Self.textLengths.contains(words.unicodeScalars.count) else {
            throw ProblemAnswer(
                .badRequest,
                "\"grep\" must have \(Self.textLengths.lowerBound) to \(Self.textLengths.upperBound) characters"
            )
        }
        text = SearchedText(words, matchesCase: words.contains(where: \.isUppercase))
    }
}
