package import JobDebugging
package import JobModel

/// Why a job is not debugged.
package enum DebugRefusal: Error, Sendable, CustomStringConvertible {
    case unknownJob(String)
    case triggered(String)
    case unknownInstance(String, Int, count: Int)
    /// In words that go on after the job's name.
    case notRunning(String, String)
    case taken(String, by: String, since: Timestamp)
    case impossible(String, DebugFault)
    case cutOff(String)
    case failed(String)

    package var description: String {
        switch self {
        case .unknownJob(let name):
            "there is no continuous job named \"\(name)\""
        case .triggered(let name):
            "\"\(name)\" is a triggered job; only continuous jobs can be debugged"
        case .unknownInstance(let name, let index, let count):
            "the job \"\(name)\" has no instance \(index); it has \(count), counted from 0"
        case .notRunning(let name, let reason):
            "the job \"\(name)\" \(reason)"
        case .taken(let name, let developer, let since):
            "the job \"\(name)\" is debugged by \(developer) since \(since.rfc3339(decimals: 0)); one at a time"
        case .impossible(let name, let fault):
            "the job \"\(name)\" \(fault)"
        case .cutOff(let name):
            "the job \"\(name)\" has no network (\"sandbox\": {\"network\": false}), so no debugger can be reached in it"
        case .failed(let reason):
            "the job is not debugged: \(reason)"
        }
    }
}
