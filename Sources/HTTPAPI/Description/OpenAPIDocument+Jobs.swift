import HTTPTypes
import JobModel

/// Jobs: what they are, and what can be done with them.
extension OpenAPIDocument {
    static let jobOperations: [APIOperation] = [
        APIOperation(
            .get,
            "/api/v1/jobs",
            "All jobs, and all folders that were meant to be jobs.",
            parameters: [.header("If-None-Match", .text, "The `ETag` of the list that the client has.")],
            APIAnswer(
                status: 200,
                description: "The jobs.",
                content: [("application/json", .array(.named("Job")))],
                headers: [("ETag", "Changes with the list.")]
            ),
            .notModified
        ),
        APIOperation(.get, "/api/v1/jobs/{type}/{name}", "One job.", .json(.named("Job"))),
        APIOperation(
            .post,
            "/api/v1/jobs/{type}/{name}/start",
            "Lets a stopped job run again; a continuous one starts.",
            .json(.named("Job")),
            .problem(409, "It cannot be done now.")
        ),
        APIOperation(
            .post,
            "/api/v1/jobs/{type}/{name}/stop",
            "Stops a job until it is started again.",
            .json(.named("Job")),
            .problem(409, "It cannot be done now.")
        ),
        APIOperation(
            .post,
            "/api/v1/jobs/{type}/{name}/restart",
            "Restarts a continuous job.",
            .json(.named("Job")),
            .problem(409, "It cannot be done now.")
        ),
        APIOperation(
            .get,
            "/api/v1/jobs/{type}/{name}/log",
            "The log of a continuous job, or the output of a triggered job's newest run.",
            parameters: logParameters,
            log,
            .text("The bytes that were asked for.", status: 206),
            .empty(204, "The log is over, and the client has had all of it."),
            .problem(416, "The log is shorter.")
        ),
        APIOperation(
            .get,
            "/api/v1/schedule",
            "What will run by itself, earliest first.",
            parameters: [.query("hours", .integer(1...8784), "How far to look; 24 where it is not said.")],
            .json(.array(.named("PlannedRun")))
        ),
    ]

    static let logParameters: [APIParameter] = [
        .query("tail", .integer(LogAnswer.tails), "Begin with the last lines."),
        .query("since", .time, "Of all files of the log, what was written at this time or later (RFC 3339)."),
        .query("grep", .text(1...200), "Lines with this text; one without capitals is found in capitals as well."),
        .query("after", .text, "As `Last-Event-ID`, for who cannot set a header."),
        .flag("follow", "Go on with what is written, until nothing more will be."),
        .header("Range", .text, "A part of what is there, as in `bytes=0-99`; what is no such range does not count."),
        .header("Last-Event-ID", .text, "Go on behind this event, also when the log has rolled meanwhile."),
    ]

    static let log = APIAnswer(
        status: 200,
        description: "The log; as events (`Accept: text/event-stream`), one for each line, followed to its end.",
        content: [("text/plain", .text), ("text/event-stream", nil)],
        headers: [("Accept-Ranges", "`bytes`"), ("Content-Range", "Of a part: which, and of how many bytes.")]
    )

    static let jobSchemas: [(String, APISchema)] = [
        (
            "Job",
            .object([
                "type": .words(JobType.allCases.map(\.rawValue)),
                "name": .text,
                "status": .words(
                    ContinuousStatus.allCases.map(\.rawValue) + ["Problem", "Ready", "Scheduled"]
                ),
                "problems": .array(.named("JobProblem")),
                "stopped": .boolean,
                "script": .optional(.text),
                "runtime": .optional(.text),
                "version": .optional(.text).saying("The git tree of its folder."),
                "origin": .words(["deployment", "edited", "hand"]),
                "in_place": .boolean,
                "pid": .optional(.integer),
                "started": .optional(.time),
                "starts": .integer,
                "failures": .integer.saying("Of a continuous job: failures in a row."),
                "crash_looping": .boolean,
                "last_failure": .optional(.text).saying("How it ended last, while it is down."),
                "restart_at": .optional(.time).saying("When it will be started again, while it is down."),
                "instances": .integer.saying("Processes that a continuous job is to have."),
                "instances_up": .integer,
                "processes": .array(.named("JobProcess")),
                "waits_for": .array(.text).saying("Jobs that must be up before it is started."),
                "schedule": .optional(.text),
                "next_run": .optional(.time),
                "schedule_error": .optional(.text),
                "active_runs": .integer,
                "queued_runs": .integer,
                "late_runs": .integer,
                "waiting_files": .integer,
                "pending_retries": .array(.object(["run": .text, "attempt": .integer, "at": .time])),
                "hindrance": .optional(.text),
                "schedule_hindrance": .optional(.text),
                "follows": .array(.text),
                "latest_run": .optional(.named("Run")),
                "settings": .freeObject.saying("What its settings.job says."),
            ])
        ),
        (
            "JobProcess",
            .object(
                [
                    "index": .integer,
                    "status": .words(ContinuousStatus.allCases.map(\.rawValue)),
                    "pid": .optional(.integer),
                    "port": .optional(.integer),
                    "started": .optional(.time),
                    "starts": .integer,
                    "failures": .integer,
                    "last_failure": .optional(.text),
                    "restart_at": .optional(.time),
                    "says": .optional(.text).saying("What it says of itself (`STATUS=` to `NOTIFY_SOCKET`)."),
                    "successor_pid": .optional(.integer).saying("A new version that takes over when it is ready."),
                    "debugging": .optional(
                        .object(["debugger": .text, "by": .text, "since": .time])
                            .saying("Under whose debugger it is.")
                    ),
                ],
                optional: [
                    "usage": .optional(.named("JobUsage"))
                        .saying("Not in the list of all jobs; `null` while it does not run.")
                ]
            )
        ),
        (
            "JobUsage",
            .object([
                "cpu_ms": .integer.saying("Processor time since its start, of all that came from it."),
                "memory_bytes": .integer.saying("Now; what processes share counts for each."),
                "peak_memory_bytes": .integer.saying("The most since its start, as far as the kernel tells."),
                "processes": .integer,
            ])
        ),
        (
            "JobProblem",
            .object([
                "severity": .words(["problem", "warning"]),
                "code": .text,
                "path": .text,
                "line": .optional(.integer),
                "column": .optional(.integer),
                "message": .text,
                "text": .text,
            ])
        ),
        (
            "PlannedRun",
            .object([
                "time": .time, "job": .text, "further": .integer, "schedule": .text, "time_zone": .text,
                "explanation": .text,
            ])
        ),
    ]
}
