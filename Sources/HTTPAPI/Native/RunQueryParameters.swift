import HTTPTypes
import JobModel
import RunHistory

extension RunQuery {
    /// What a list of runs is asked for: `?limit=…&before=RUN&outcome=…&cause=…&since=…&until=…`.
    ///
    /// Several outcomes or causes stand between commas.
    init(_ query: QueryString, defaultLimit: Int) throws {
        self.init(limit: defaultLimit)
        if let text = query["limit"] {
            guard let number = Int(text), (1...Self.maximumLimit).contains(number) else {
                throw ProblemAnswer(
                    .badRequest,
                    "\"limit\" must be a whole number from 1 to \(Self.maximumLimit), not \"\(text)\""
                )
            }
            limit = number
        }
        outcomes = try Self.words("outcome", query)
        causes = try Self.words("cause", query)
        since = try Self.time("since", query)
        until = try Self.time("until", query)
        if let text = query["before"] {
            guard let run = RunID(text) else {
                throw ProblemAnswer(.badRequest, "\"before\" must be the 18 digits of a run, not \"\(text)\"")
            }
            before = run
        }
    }

    private static func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ name: String,
        _ query: QueryString
    ) throws -> Set<Word>? where Word.RawValue == String {
        guard let text = query[name] else { return nil }
        let words = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let word = Word.allCases.first { $0.rawValue.lowercased() == part.lowercased() }
            guard let word else {
                let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw ProblemAnswer(.badRequest, "\"\(part)\" is no \(name); there are \(known)")
            }
            return word
        }
        return Set(words)
    }

    private static func time(_ name: String, _ query: QueryString) throws -> Timestamp? {
        guard let text = query[name] else { return nil }
        guard let time = Timestamp(boundary: text) else {
            throw ProblemAnswer(.badRequest, "\"\(name)\" must be a time such as 2026-03-01T02:30:00Z, not \"\(text)\"")
        }
        return time
    }
}
