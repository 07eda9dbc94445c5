/// Which jobs of all the overview lists: those whose name holds a text, those of one standing, and which page of them.
package struct JobListQuery: Sendable, Hashable {
    /// Jobs on one page of the list.
    package static let pageLength = 50

    package var text = ""
    package var group = Group.all
    /// Counts from 1.
    package var page = 1

    /// Standings that belong together.
    package enum Group: String, Sendable, CaseIterable {
        case all
        case attention
        case running
        case scheduled
        case stopped

        var title: String {
            switch self {
            case .all: "All"
            case .attention: "Need attention"
            case .running: "Running"
            case .scheduled: "Scheduled"
            case .stopped: "Stopped"
            }
        }

        func holds(_ job: JobSummary) -> Bool {
            switch self {
            case .all: true
            case .attention: job.standing.needsAttention
            case .running: [.running, .starting, .restarting].contains(job.standing)
            case .scheduled: job.next != nil
            case .stopped: job.isStopped
            }
        }
    }

    package init() {}

    /// Those looked for, what wants attention first, else as they come.
    func jobs(of all: [JobSummary]) -> [JobSummary] {
        let words = text.lowercased()
        let found = all.filter { group.holds($0) && (words.isEmpty || $0.label.lowercased().contains(words)) }
        return found.filter(\.standing.needsAttention) + found.filter { !$0.standing.needsAttention }
    }

    /// Of those the ones on this page.
    func shown(of all: [JobSummary]) -> [JobSummary] {
        let found = jobs(of: all)
        let first = (page(of: found.count) - 1) * Self.pageLength
        return Array(found[first..<min(found.count, first + Self.pageLength)])
    }

    /// Of this many jobs, the last page where there is none of that number.
    func page(of count: Int) -> Int {
        min(max(1, page), pages(of: count))
    }

    func pages(of count: Int) -> Int {
        max(1, (count + Self.pageLength - 1) / Self.pageLength)
    }

    /// The address of a page of the list, from the top of the site.
    func path(group: Group? = nil, page: Int = 1) -> String {
        let group = group ?? self.group
        var pairs: [String] = []
        if !text.isEmpty { pairs.append("q=\(JobPath.encoded(text))") }
        if group != .all { pairs.append("show=\(group.rawValue)") }
        if page > 1 { pairs.append("page=\(page)") }
        return pairs.isEmpty ? "/" : "/?\(pairs.joined(separator: "&"))"
    }
}
