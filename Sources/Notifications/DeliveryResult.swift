/// What came of one attempt.
struct DeliveryResult: Sendable, Hashable {
    enum Verdict: Sendable, Hashable {
        case delivered
        /// It may be better later.
        case failed
        /// It will not be better.
        case refused
        /// The target wants no more.
        case gone
        /// The host ends; it was no attempt.
        case interrupted
    }

    let verdict: Verdict
    /// One sentence.
    let detail: String
    /// The status of an answer, as the original names it, and its words.
    var answer: (status: String, reason: String)?

    init(_ verdict: Verdict, _ detail: String, answer: (status: String, reason: String)? = nil) {
        self.verdict = verdict
        self.detail = detail
        self.answer = answer
    }

    static func == (left: Self, right: Self) -> Bool {
        left.verdict == right.verdict && left.detail == right.detail
            && left.answer?.status == right.answer?.status && left.answer?.reason == right.answer?.reason
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(verdict)
        hasher.combine(detail)
    }
}
