import HTTPTypes
import JobModel
import RunHistory

/// Runs of triggered jobs.
extension OpenAPIDocument {
    private static let runs = "/api/v1/jobs/{type}/{name}/runs"

    static let runOperations: [APIOperation] = [
        APIOperation(
            .post,
            runs,
            "Runs a triggered job.",
            parameters: [
                .query("argument", .array(.argument), "Arguments, where the body is something else than JSON."),
                .header(
                    "Idempotency-Key",
                    .text(matching: "^[!-~]{1,255}$"),
                    "Another request with this key begins no second run."
                ),
            ],
            body: [
                (
                    "application/json",
                    .object([:], optional: ["arguments": .array(.argument), "input": .optional(.text)])
                ),
                ("application/octet-stream", nil),
            ],
            .json(.named("Run"), "It has begun.", status: 201),
            .json(.named("Run"), "It waits for its turn.", status: 202),
            .problem(409, "The job cannot run now."),
            .problem(422, "The key was used for another request.")
        ),
        APIOperation(
            .get,
            runs,
            "The runs of a job, newest first.",
            parameters: runParameters,
            .json(.array(.named("Run"))).paged
        ),
        APIOperation(
            .get,
            "/api/v1/runs",
            "The runs of all jobs, newest first.",
            parameters: runParameters,
            .json(.array(.named("Run"))).paged
        ),
        APIOperation(
            .get,
            "\(runs)/{run}",
            "One run.",
            parameters: [.flag("wait", "Answer when it has ended.")],
            .json(.named("Run"))
        ),
        APIOperation(
            .post,
            "\(runs)/{run}/retry",
            "Does again what a run did, with its arguments and its input.",
            .json(.named("Run"), "It has begun.", status: 201),
            .json(.named("Run"), "It waits for its turn.", status: 202),
            .problem(409, "The job cannot run now.")
        ),
        APIOperation(
            .post,
            "\(runs)/{run}/cancel",
            "Stops a run; `current` stands for the one that is under way.",
            .json(.named("Run"), "It is about to stop.", status: 202),
            .problem(409, "It does not run.")
        ),
        APIOperation(
            .get,
            "\(runs)/{run}/output",
            "What a run wrote.",
            parameters: logParameters,
            log,
            .text("The bytes that were asked for.", status: 206),
            .empty(204, "The output is over, and the client has had all of it."),
            .problem(416, "The output is shorter.")
        ),
    ]

    private static let runParameters: [APIParameter] = [
        .query("limit", .integer(1...RunQuery.maximumLimit), "Runs in one answer; 50 where it is not said."),
        .query("before", .text(matching: APIParameter.runPattern), "Only runs before this one: see `Link`."),
        .query("outcome", .words(RunOutcome.allCases.map(\.rawValue)), "Only runs that ended so; several with commas."),
        .query("cause", .words(RunCause.allCases.map(\.rawValue)), "Only runs with this cause; several with commas."),
        .query("since", .time, "Only runs from then on."),
        .query("until", .time, "Only runs up to then."),
    ]

    static let runSchemas: [(String, APISchema)] = [
        (
            "Run",
            .object([
                "id": .text,
                "job": .text,
                "outcome": .words(RunOutcome.allCases.map(\.rawValue)),
                "trigger": .text.saying("Why it began."),
                "arguments": .array(.text),
                "started": .time,
                "ended": .optional(.time),
                "duration_ms": .integer,
                "exit_code": .optional(.integer),
                "signal": .optional(.text),
                "cause": .optional(.words(RunCause.allCases.map(\.rawValue))),
                "detail": .optional(.text),
                "version": .optional(.text),
                "pid": .optional(.integer),
                "scheduled": .optional(.time),
                "occurrences": .integer,
                "attempt": .integer,
                "queued": .optional(.time),
                "input_bytes": .optional(.integer),
                "cpu_ms": .optional(.integer),
                "peak_memory_bytes": .optional(.integer),
                "retry_of": .optional(.text),
                "after": .optional(.text),
                "file": .optional(.text),
            ])
        )
    ]
}
