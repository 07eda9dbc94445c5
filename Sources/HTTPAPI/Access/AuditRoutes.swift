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
        let listing = try await AuditListing(services, limit: count, who: query["who"], since: since, before: before)
        var response = JSONAnswer.response(.array(listing.entries.map(\.json)))
        if let next = listing.next { response.link(to: next, of: request) }
        return response
    }
}
