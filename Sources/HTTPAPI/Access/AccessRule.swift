import Accounts
import HTTPTypes
import JobModel

/// Which scope some routes need, and which job they are about.
struct AccessRule: Sendable {
    /// A part of a path between slashes.
    enum Segment: Sendable, Hashable {
        /// In any case, as the router finds its routes.
        case literal(String)
        /// Just so, as the name of a file.
        case name(String)
        /// Any one part.
        case any
        /// The type of a job.
        case type
        /// The name of a job.
        case job
        /// All parts that are left, which may be none.
        case rest
    }

    /// Empty for all methods.
    let methods: Set<HTTPRequest.Method>
    let segments: [Segment]
    let scope: Scope
    /// The type of the job that a name is of, where the path does not say it.
    let type: JobType?

    /// `pattern` is a path without its first slash: `*` any part, `**` all that are left, `:type` and `:job` as in
    /// ``Segment``, `=name` a name of a file.
    init(_ scope: Scope, _ methods: Set<HTTPRequest.Method>, _ pattern: String, type: JobType? = nil) {
        self.scope = scope
        self.methods = methods
        self.type = type
        segments = pattern.split(separator: "/").map { part in
            switch part {
            case "*": .any
            case "**": .rest
            case ":type": .type
            case ":job": .job
            case _ where part.hasPrefix("="): .name(String(part.dropFirst()))
            default: .literal(String(part))
            }
        }
    }

    /// The job that a request is about; `.some(nil)` for none, `nil` when the rule is not for the request.
    func subject(_ method: HTTPRequest.Method, _ path: [String]) -> JobID?? {
        guard methods.isEmpty || methods.contains(method) else { return nil }
        var type = type
        var name: JobName?
        var rest = path[...]
        for segment in segments {
            if segment == .rest { return .some(Self.job(type, name)) }
            guard let part = rest.popFirst() else { return nil }
            switch segment {
            case .literal(let text): guard part.lowercased() == text.lowercased() else { return nil }
            case .name(let text): guard part.utf8.elementsEqual(text.utf8) else { return nil }
            case .type: type = JobType(rawValue: part)
            case .job: name = try? JobName(part)
            case .any, .rest: break
            }
        }
        return rest.isEmpty ? .some(Self.job(type, name)) : nil
    }

    private static func job(_ type: JobType?, _ name: JobName?) -> JobID? {
        guard let type, let name else { return nil }
        return JobID(type: type, name: name)
    }
}
