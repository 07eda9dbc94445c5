import ArgumentParser
import JobModel

/// Which runs a list shows, and how: shared by `history` and `runs`.
struct RunListOptions: ParsableArguments {
    @Option(name: [.customShort("n"), .long], help: "At most this many runs.")
    var limit = 20

    @Option(
        help: ArgumentHelp(
            "Only runs with this outcome, such as Failed; several between commas.",
            valueName: "outcome,…"
        )
    )
    var outcome: String?

    @Option(
        help: ArgumentHelp("Only runs with this cause, such as timeout; several between commas.", valueName: "cause,…")
    )
    var cause: String?

    @Option(help: ArgumentHelp("Only runs since this time (RFC 3339), or this long ago (2h, 7d).", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only runs until this time, or this long ago.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Only runs before this one: the last of the page before.", valueName: "run"))
    var before: String?

    var isFiltered: Bool {
        [outcome, cause, since, until, before].contains { $0 != nil }
    }

    func query(now: Timestamp) throws -> [(name: String, value: String)] {
        var query = [(name: "limit", value: "\(limit)")]
        let given = [
            ("outcome", outcome), ("cause", cause),
            ("since", try PastTime.parse(since, now: now)?.rfc3339(decimals: 3)),
            ("until", try PastTime.parse(until, now: now)?.rfc3339(decimals: 3)),
            ("before", before),
        ]
        for (name, value) in given {
            if let value { query.append((name, value)) }
        }
        return query
    }
}

/// Runs as a table for people.
enum RunTable {
    static func text(_ runs: [JSONValue], withJob: Bool) -> String {
        let heading = ["RUN", "STARTED", "TOOK", "OUTCOME", "TRIGGER"]
        let rows = runs.map { run in
            [
                run["id"]?.string ?? "",
                Words.time(run["started"]?.string ?? ""),
                took(run),
                "\(run["outcome"]?.string ?? "")\(Words.reason(run))",
                run["trigger"]?.string ?? "",
            ]
        }
        guard withJob else { return Terminal.table([heading] + rows) }
        let jobs = ["JOB"] + runs.map { $0["job"]?.string ?? "" }
        return Terminal.table(zip(jobs, [heading] + rows).map { [$0] + $1 })
    }

    /// What did not begin took no time.
    private static func took(_ run: JSONValue) -> String {
        if ["Skipped", "Queued"].contains(run["outcome"]?.string) { return "-" }
        return run["duration_ms"]?.integer.map(Words.milliseconds) ?? "-"
    }
}
