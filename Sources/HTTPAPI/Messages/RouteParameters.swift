import Hummingbird
import JobModel

extension APIContext {
    /// A part of the path that the route leaves open, decoded once.
    func part(_ name: String) -> String {
        QueryString.decode(parameters.get(name) ?? "", plusIsBlank: false)
    }

    /// The job's name in the path; a name that no job can have is a job that does not exist.
    func jobName() throws -> JobName {
        let text = part("name")
        do {
            return try JobName(text)
        } catch {
            throw ProblemAnswer(.notFound, "there is no job named \"\(text)\": \(error.reason)")
        }
    }

    /// The folder's name in the path, which may be wrong for a job but is shown all the same.
    func folderName() -> String {
        part("name")
    }

    func jobType() throws -> JobType {
        let text = part("type")
        guard let type = JobType(rawValue: text) else {
            throw ProblemAnswer(.notFound, "\"\(text)\" is no type of job; use continuous or triggered")
        }
        return type
    }

    /// The name in a route that is about runs, which continuous jobs do not have.
    func triggeredJobName() throws -> JobName {
        guard try jobType() == .triggered else {
            throw ProblemAnswer(.notFound, "a continuous job has no runs; its log is at …/log")
        }
        return try jobName()
    }

    func runID() throws -> RunID {
        let text = part("run")
        guard let id = RunID(text) else { throw ProblemAnswer(.notFound, "there is no run \"\(text)\"") }
        return id
    }
}

extension Request {
    var query: QueryString { QueryString(uri.query) }
}
