import HTTPTypes
import JobModel

/// Which events a client wants: `?job=TYPE/NAME&event=failed,recovered`.
struct EventFilter: Sendable {
    private let job: JobID?
    private let kinds: Set<HostEventKind>?

    init(_ query: QueryString) throws {
        job = try query["job"].map { text in
            guard let id = JobID(path: text) else {
                throw ProblemAnswer(.badRequest, "\"\(text)\" is no job; write continuous/NAME or triggered/NAME")
            }
            return id
        }
        kinds = try query["event"].map { text in
            let kinds = try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
                guard let kind = HostEventKind(rawValue: String(word)) else {
                    let known = HostEventKind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ProblemAnswer(.badRequest, "\"\(word)\" is no event; there are \(known)")
                }
                return kind
            }
            return Set(kinds)
        }
    }

    func wants(_ event: HostEvent) -> Bool {
        (job.map { event.job == $0 } ?? true) && (kinds?.contains(event.kind) ?? true)
    }
}
