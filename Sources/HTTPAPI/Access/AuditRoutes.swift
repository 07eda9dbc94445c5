import AuditTrail
import Hummingbird
import JobModel
import LinuxSystem

/// `/api/v1/audit`: who changed what, newest first.
struct AuditRoutes: Sendable {
    private static let defaultCount = 100
    private static let counts = 1...10_000

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/audit") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.query
        guard let count = query["limit"].map({ Int($0) }) ?? Self.defaultCount, Self.counts.contains(count) else {
            throw ProblemAnswer(.badRequest, "\"limit\" must be a whole number from 1 to \(Self.counts.upperBound)")
        }
        let since = try query["since"].map { text in
            guard let time = Timestamp(rfc3339: text) else {
                throw ProblemAnswer(.badRequest, "\"since\" must be a time such as 2031-02-03T04:05:06Z")
            }
            return time
        }
        let (who, log) = (query["who"], services.audit)
        let entries = try await services.blocking.perform {
            try log.entries(limit: count) { entry in
                (since.map { entry.time >= $0 } ?? true) && (who.map { entry.who == $0 } ?? true)
            }
        }
        return JSONAnswer.response(.array(entries.map(\.json)))
    }
}
