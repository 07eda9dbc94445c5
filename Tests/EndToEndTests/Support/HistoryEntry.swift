import JobModel
import TestKit
import Testing

/// A run, or planned runs that were skipped, as `nyala history --json` tells of them.
struct HistoryEntry {
    let id: String
    let outcome: String
    let cause: String?
    let detail: String
    let started: Timestamp
    /// Of several skipped ones the last.
    let scheduled: Timestamp
    let occurrences: Int

    /// `nil` for a run that no schedule asked for.
    init?(_ value: JSONValue) {
        guard let scheduled = value["scheduled"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let started = value["started"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        self.scheduled = scheduled
        self.started = started
        id = value["id"]?.string ?? ""
        outcome = value["outcome"]?.string ?? ""
        cause = value["cause"]?.string
        detail = value["detail"]?.string ?? ""
        occurrences = value["occurrences"]?.integer ?? 0
    }

    var isSkipped: Bool { outcome == "Skipped" }
    var isMissed: Bool { isSkipped && cause == "missed" }
}

extension TestSite {
    /// What became of the planned runs of a job, oldest first.
    func history(_ job: String) async throws -> [HistoryEntry] {
        let text = try await nyala("history", job, "--json", "-n", "1000").output
        return (try JSONValue.parse(Array(text.utf8)).array ?? []).reversed().compactMap(HistoryEntry.init)
    }

    /// Waits for so many runs and entries of skipped ones, and for the end of all runs that have begun.
    func history(_ job: String, runs: Int, skipped: Int = 0) async throws -> [HistoryEntry] {
        // A look at the folders first: it costs nothing.
        try await eventually("\(job) has its folders") { try runFolders(of: job).count >= runs + skipped }
        var entries: [HistoryEntry] = []
        try await eventually("\(job) has \(runs) runs and \(skipped) entries of skipped ones") {
            entries = try await history(job)
            let begun = entries.filter { !$0.isSkipped }
            let isComplete = begun.count >= runs && entries.count - begun.count >= skipped
            return isComplete && begun.allSatisfy { $0.outcome == "Success" }
        }
        return entries
    }
}

/// Checks that each step from the first to the last is one run or part of one entry, and none is both.
func expectNoGap(_ entries: [HistoryEntry], step: Duration, at location: SourceLocation = #_sourceLocation) throws {
    let first = try #require(entries.first, sourceLocation: location)
    let last = try #require(entries.last, sourceLocation: location)
    let times = entries.map(\.scheduled)
    #expect(times == Set(times).sorted(), "each once, in order", sourceLocation: location)
    let steps = Int((last.scheduled - first.scheduled) / step) + first.occurrences
    #expect(entries.reduce(0) { $0 + $1.occurrences } == steps, sourceLocation: location)
}
