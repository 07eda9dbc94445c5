import JobModel

/// One thing that a host needs of its machine, and how it stands.
struct MachineCheck {
    enum Verdict: String {
        case ok
        /// It works, with less than there could be.
        case warn
        /// Something does not work.
        case problem
    }

    /// A stable word for programs.
    let name: String
    let verdict: Verdict
    /// One sentence without its full stop.
    let finding: String
    /// What to do about it.
    let advice: String?

    init(_ name: String, _ verdict: Verdict, _ finding: String, advice: String? = nil) {
        self.name = name
        self.verdict = verdict
        self.finding = finding
        self.advice = advice
    }

    var json: JSONValue {
        .object([
            "name": .string(name),
            "verdict": .string(verdict.rawValue),
            "finding": .string(finding),
            "advice": .optional(advice),
        ])
    }
}
