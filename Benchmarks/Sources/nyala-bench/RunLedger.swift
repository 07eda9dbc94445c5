import Glibc

/// The histories of jobs that are due every second, added up: what became of each second of each job.
struct RunLedger {
    private static let shownExamples = 5
    private static let open: Set<String> = ["Initializing", "Running", "Queued"]

    private(set) var due = 0
    private(set) var runs = 0
    private(set) var skipped = 0
    /// Seconds that nothing tells of.
    private(set) var lost = 0
    /// Seconds with two runs, or with a run and an entry that says there was none.
    private(set) var doubled = 0
    /// Runs that have no end.
    private(set) var open = 0
    /// Entries by status and cause.
    private(set) var outcomes: [String: Int] = [:]
    private(set) var examples: [String] = []

    var isRight: Bool { due > 0 && lost + doubled + open == 0 }

    /// `log`: what the programs recorded of themselves.
    init(_ home: String, log: String) throws {
        let list = "\(home).entries"
        let folder = "\(home)/data/jobs/triggered"
        try Shell.run("find \(folder) -mindepth 3 -maxdepth 3 -name status -print0 | xargs -0 grep -H '' >\(list)")
        defer { unlink(list) }
        var entries: [String: [Entry]] = [:]
        for line in Host.text(list).split(separator: "\n") {
            guard let entry = Entry(line, below: folder) else { continue }
            entries[entry.job, default: []].append(entry)
            outcomes["\(entry.status) (\(entry.cause))", default: 0] += 1
        }
        for (job, entries) in entries { add(job, entries) }
        let ticks = try Ticks.counts(in: log)
        for (occurrence, count) in ticks where count > 1 { note(\.doubled, "\(occurrence) ran \(count) times") }
    }

    private mutating func add(_ job: String, _ entries: [Entry]) {
        var counts: [Int64: Int] = [:]
        for entry in entries {
            if Self.open.contains(entry.status) { note(\.open, "\(job) \(entry.second): \(entry.status)") }
            for second in (entry.second - entry.occurrences + 1)...entry.second { counts[second, default: 0] += 1 }
            if entry.status == "Skipped" { skipped += Int(entry.occurrences) } else { runs += 1 }
        }
        guard let first = counts.keys.min(), let last = counts.keys.max() else { return }
        for second in first...last {
            due += 1
            let count = counts[second] ?? 0
            if count == 0 { note(\.lost, "\(job) \(second) is lost") }
            if count > 1 { note(\.doubled, "\(job) \(second) has \(count) entries") }
        }
    }

    private mutating func note(_ counter: WritableKeyPath<Self, Int>, _ example: String) {
        self[keyPath: counter] += 1
        if examples.count < Self.shownExamples { examples.append(example) }
    }
}

/// One folder of a history.
private struct Entry {
    let job: String
    let status: String
    let cause: String
    /// The last one it stands for.
    let second: Int64
    let occurrences: Int64

    /// `FOLDER/JOB/RUN/status:{"Status":"Success",…}`.
    init?(_ line: Substring, below folder: String) {
        guard let brace = line.firstIndex(of: "{"),
            let second = Self.text("ScheduledTime", in: line).flatMap({ Ticks.second(String($0)) })
        else { return nil }
        job = String(line.dropFirst(folder.count + 1).prefix { $0 != "/" })
        status = Self.text("Status", in: line).map(String.init) ?? ""
        cause = Self.text("Cause", in: line).map(String.init) ?? "-"
        self.second = second
        let number = line[brace...].firstRange(of: "\"Occurrences\":").map {
            line[$0.upperBound...].prefix(while: \.isNumber)
        }
        occurrences = number.flatMap { Int64($0) } ?? 1
    }

    private static func text(_ name: String, in line: Substring) -> Substring? {
        line.firstRange(of: "\"\(name)\":\"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
    }
}
