package import JobModel

/// What a deployment means for one job.
package struct JobChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case new
        case changed
        case unchanged
        case removed
        case problem
    }

    package let type: JobType
    /// The folder's name, which may be no valid job name (then the kind is `problem`).
    package let name: String
    package let kind: Kind
    /// Of a changed job: files that differ.
    package let fileCount: Int
    package var problems: [Problem]

    package init(type: JobType, name: String, kind: Kind, fileCount: Int, problems: [Problem]) {
        self.type = type
        self.name = name
        self.kind = kind
        self.fileCount = fileCount
        self.problems = problems
    }
}

/// The table of jobs that whoever deploys reads.
package enum JobTable {
    /// One line a job, in columns, then each problem below its job, then a sum.
    package static func lines(_ changes: [JobChange]) -> [String] {
        guard !changes.isEmpty else {
            return ["  no jobs: nothing in this deployment is a folder below App_Data/jobs/{continuous,triggered}"]
        }
        let names = changes.map { "\($0.type.rawValue)/\($0.name)" }
        let width = (names.map(\.count).max() ?? 0) + 3
        var lines: [String] = []
        for (change, name) in zip(changes, names) {
            let padding = String(repeating: " ", count: width - name.count)
            lines.append("  \(name)\(padding)\(change.kind.rawValue)\(detail(change))")
            lines += change.problems.map { "      \($0)" }
        }
        lines.append("")
        lines.append(sum(changes))
        return lines
    }

    private static func detail(_ change: JobChange) -> String {
        guard change.kind == .changed, change.fileCount > 0 else { return "" }
        return "   \(change.fileCount) \(change.fileCount == 1 ? "file" : "files")"
    }

    private static func sum(_ changes: [JobChange]) -> String {
        let kinds: [JobChange.Kind] = [.new, .changed, .unchanged, .removed, .problem]
        let parts = kinds.compactMap { kind -> String? in
            let count = changes.count { $0.kind == kind }
            guard count > 0 else { return nil }
            return kind == .problem ? "\(count) with a problem" : "\(count) \(kind.rawValue)"
        }
        return "\(changes.count) \(changes.count == 1 ? "job" : "jobs"): \(parts.joined(separator: ", "))"
    }
}
