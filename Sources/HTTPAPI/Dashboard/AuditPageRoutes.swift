import AuditTrail
import Dashboard
import Hummingbird

/// `/ui/audit`: who changed what.
struct AuditPageRoutes: Sendable {
    private static let pageSize = 100

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/audit") { request, context in
            var model = AuditModel(viewer: try context.viewer(), moments: services.moments)
            model.who = request.query["who"] ?? ""
            let before = try request.query["before"].map { try AuditCursor($0) }
            let who = model.who.isEmpty ? nil : model.who
            let listing = try await AuditListing(services, limit: Self.pageSize, who: who, before: before)
            model.entries = listing.entries.map { AuditModel.Entry($0) }
            model.isLater = before != nil
            model.older = listing.next.map { cursor in
                let position = "before=\(QueryString.encode("\(cursor)"))"
                return who.map { "who=\(QueryString.encode($0))&\(position)" } ?? position
            }
            return PageAnswer.page(AuditPage.page(model), for: request)
        }
    }
}

extension AuditModel.Entry {
    fileprivate init(_ entry: AuditEntry) {
        self.init(
            time: entry.time,
            who: entry.who,
            means: entry.means,
            address: entry.address,
            method: entry.method,
            path: entry.path,
            status: entry.status,
            detail: entry.detail
        )
    }
}
