import AuditTrail
import Hummingbird
import JobModel
import LinuxSystem

/// `/api/v1/audit`: who changed what, newest first.
struct AuditRoutes: Sendable {
    private static let defaultCount = 100
    static let counts = 1...10_000

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/audit") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.query
        let count = try query.number("limit", in: Self.counts) ?? Self.defaultCount
        let since = try query["since"].map { text in
            guard let time = Timestamp(boundary: text) else {
                throw ProblemAnswer(.badRequest, "\"since\" must be a time such as 2031-02-03T04:05:06Z")
            }
            return time
        }
        let before = try query["before"].map { try AuditCursor($0) }
        let (who, log) = (query["who"], services.audit)
        let entries = try await services.blocking.perform {
            var cursor = before
            return try log.entries(limit: count + 1) { entry in
                if let since, entry.time < since { return false }
                if let who, entry.who != who { return false }
                return cursor?.isBeyond(entry.time) ?? true
            }
        }
        let page = entries.prefix(count)
        var response = JSONAnswer.response(.array(page.map(\.json)))
        if entries.count > count, let last = page.last {
            let time = last.time
            let earlier = before?.time == time ? before?.count ?? 0 : 0
            response.link(to: AuditCursor(time: time, count: page.count { $0.time == time } + earlier), of: request)
        }
        return response
    }
}
