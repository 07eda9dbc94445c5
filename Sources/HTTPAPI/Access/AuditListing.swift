import AuditTrail
import JobModel
import LinuxSystem

/// One page of the audit log, newest first.
struct AuditListing: Sendable {
    let entries: [AuditEntry]
    /// Where the next page begins, when there is one.
    let next: AuditCursor?

    /// `who`: whose entries; `since`: none older; `before`: where the page before ended.
    init(
        _ services: APIServices,
        limit: Int,
        who: String? = nil,
        since: Timestamp? = nil,
        before: AuditCursor? = nil
    ) async throws {
        let log = services.audit
        let found = try await services.blocking.perform {
            var cursor = before
            return try log.entries(limit: limit + 1) { entry in
                if let since, entry.time < since { return false }
                if let who, entry.who != who { return false }
                return cursor?.isBeyond(entry.time) ?? true
            }
        }
        let page = Array(found.prefix(limit))
        entries = page
        next = found.count > limit ? page.last.map { Self.cursor(after: $0.time, page, before) } : nil
    }

    private static func cursor(after time: Timestamp, _ page: [AuditEntry], _ before: AuditCursor?) -> AuditCursor {
        let earlier = before?.time == time ? before?.count ?? 0 : 0
        return AuditCursor(time: time, count: page.count { $0.time == time } + earlier)
    }
}
