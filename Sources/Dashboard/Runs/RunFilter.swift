package import JobModel

/// Which runs of a history are shown.
package struct RunFilter: Sendable, Hashable {
    package var kind = Kind.all
    /// Days on the clocks of the site, both included: `2031-02-03`; empty for no limit.
    package var from = ""
    package var to = ""
    package var before: RunID?

    package init() {}

    /// Outcomes that belong together.
    package enum Kind: String, Sendable, CaseIterable {
        case all
        case good
        case failed
        case skipped
        case open

        var title: String {
            switch self {
            case .all: "All"
            case .good: "Succeeded"
            case .failed: "Failed"
            case .skipped: "Did not run"
            case .open: "Under way"
            }
        }

        package var outcomes: Set<RunOutcome>? {
            switch self {
            case .all: nil
            case .good: [.success]
            case .failed: [.failed, .aborted]
            case .skipped: [.skipped, .stopped]
            case .open: [.running, .initializing, .queued]
            }
        }
    }

    func query(kind: Kind? = nil, before: RunID? = nil) -> String {
        let kind = kind ?? self.kind
        var pairs: [String] = []
        if kind != .all { pairs.append("show=\(kind.rawValue)") }
        if !from.isEmpty { pairs.append("from=\(JobPath.encoded(from))") }
        if !to.isEmpty { pairs.append("to=\(JobPath.encoded(to))") }
        if let before { pairs.append("before=\(before)") }
        return pairs.isEmpty ? "" : "?\(pairs.joined(separator: "&"))"
    }
}
