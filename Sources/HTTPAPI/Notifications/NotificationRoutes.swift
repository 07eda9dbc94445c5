import Hummingbird
import JobModel
import Notifications

/// `/api/v1/notifications`: messages that wait to be delivered, and what became of the others.
struct NotificationRoutes: Sendable {
    private static let defaultCount = 100
    private static let counts = 1...10_000

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/notifications") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.query
        guard let count = query["limit"].map({ Int($0) }) ?? Self.defaultCount, Self.counts.contains(count) else {
            throw ProblemAnswer(.badRequest, "\"limit\" must be a whole number from 1 to \(Self.counts.upperBound)")
        }
        let job = try query["job"].map { text in
            guard let job = JobID(path: text) else {
                throw ProblemAnswer(.badRequest, "\"job\" must be a job such as triggered/nightly")
            }
            return job.description
        }
        let notifier = services.notifier
        let pending = await notifier.pending.filter { job == nil || $0.job == job }
        let entries = try await notifier.entries(limit: count, of: job)
        return JSONAnswer.response(
            .object([
                "pending": .array(pending.map(Self.shape)),
                "deliveries": .array(entries.map(\.json)),
                "problems": .array(notifier.faults.map(JSONValue.string)),
            ])
        )
    }

    private static func shape(_ delivery: Delivery) -> JSONValue {
        .object([
            "delivery": .string(delivery.id.text),
            "event": .string(delivery.event),
            "job": .optional(delivery.job),
            "target": .string(delivery.target.shown),
            "created": .string(delivery.created.description),
            "attempts": .integer(delivery.attempts),
            "due": .string(delivery.due.description),
            "failure": .optional(delivery.failure),
        ])
    }
}
