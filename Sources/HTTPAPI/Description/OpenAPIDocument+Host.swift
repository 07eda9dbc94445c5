import HTTPTypes
import JobModel

/// The host as a whole.
extension OpenAPIDocument {
    static let jobPattern = "^(continuous|triggered)/[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"

    static let hostOperations: [APIOperation] = [
        APIOperation(.get, "/api/v1/openapi.json", "This document.", .json(.freeObject)),
        APIOperation(.get, "/api/v1/status", "The host in short.", .json(.named("Status"))),
        APIOperation(
            .get,
            "/api/v1/instances",
            "The hosts of this site.",
            .json(.array(.named("Instance")))
        ),
        APIOperation(
            .get,
            "/api/v1/health",
            "How the host is, and why it is not better.",
            .json(.named("Health"), "It works, perhaps with something that wants attention.")
        ),
        APIOperation(
            .get,
            "/api/v1/events",
            "What happens, as it happens.",
            parameters: [
                .query(
                    "job",
                    .text(matching: jobPattern),
                    "Only of this job."
                ),
                .query(
                    "event",
                    .words(HostEventKind.allCases.map(\.rawValue)),
                    "Only of this kind; several with commas."
                ),
                .header("Last-Event-ID", .text, "Go on behind this event, as far as events are kept."),
            ],
            APIAnswer(
                status: 200,
                description: "Events without end; `lost` says that some could not be kept, so what is known is old.",
                content: [("text/event-stream", nil)]
            )
        ),
        APIOperation(
            .get,
            "/api/v1/notifications",
            "Messages that wait to be delivered, and what became of the others.",
            parameters: [
                .query("limit", .integer(1...10_000), "Deliveries in the answer; the newest."),
                .query("job", .text(matching: jobPattern), "Only about this job."),
            ],
            .json(
                .object([
                    "pending": .array(.freeObject), "deliveries": .array(.freeObject), "problems": .array(.text),
                ])
            )
        ),
        APIOperation(.get, "/healthz", "For uptime checks.", isOpen: true, .text("`ok` or `degraded`, then reasons.")),
        APIOperation(
            .get,
            "/readyz",
            "Whether every job has been looked at since the start.",
            isOpen: true,
            .text("It has."),
            .text("Not yet.", status: 503)
        ),
        APIOperation(.get, "/metrics", "Measurements for Prometheus.", .text("Text format 0.0.4.")),
    ]

    static let hostSchemas: [(String, APISchema)] = [
        (
            "Status",
            .object([
                "home": .text, "instance": .text, "started": .time, "uptime_seconds": .integer, "jobs": .integer,
                "running": .integer, "with_problems": .integer, "problems": .array(.text),
                "active_deployment": .optional(.text), "edited": .array(.text),
            ])
        ),
        (
            "Instance",
            .object(["id": .text, "started": .time, "uptime_seconds": .integer, "pid": .integer, "current": .boolean])
        ),
        ("Health", .object(["state": .words(["ok", "degraded", "failing"]), "reasons": .array(.text)])),
        (
            "ProblemDetails",
            .object(["type": .text, "title": .text, "status": .integer, "detail": .text])
        ),
        (
            "Setting",
            .object(["name": .text, "value": .optional(.text), "source": .words(["file", "environment"])])
        ),
        ("Token", .object(tokenMembers)),
        ("NewToken", .object(tokenMembers, optional: ["token": .text])),
    ]
}
