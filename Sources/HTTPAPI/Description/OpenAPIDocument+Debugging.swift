import HTTPTypes

/// Continuous jobs under a debugger.
extension OpenAPIDocument {
    private static let instance = APIParameter.query(
        "instance",
        .integer(0...9999),
        "Which of its processes; the first where it is not said."
    )

    static let debugOperations: [APIOperation] = [
        APIOperation(
            .get,
            "/api/v1/jobs/{type}/{name}/debug",
            "How a continuous job would be debugged.",
            parameters: [instance],
            .json(
                .object([
                    "debugger": .words(["node", "python", "java", "php", "native"]),
                    "title": .text,
                    "usual_port": .integer.saying("Where its clients expect it."),
                    "calls_back": .boolean.saying("The job connects to the developer's program."),
                    "instance": .integer,
                ])
            ),
            .problem(409, "It cannot be debugged now; the detail says why.")
        ),
        APIOperation(
            .post,
            "/api/v1/jobs/{type}/{name}/debug",
            "Restarts a process of a continuous job under its debugger, for as long as the answer is read.",
            parameters: [instance, .flag("wait", "Nothing of the program runs before somebody debugs it.")],
            APIAnswer(
                status: 200,
                description: "Lines of JSON as they come, and empty lines between them as signs of life: what the "
                    + "session is, `call` with a number when the job connects, and `ended` with the reason at last.",
                content: [("application/x-ndjson", nil)]
            ),
            .problem(409, "It cannot be debugged now; the detail says why.")
        ),
        APIOperation(
            .get,
            "/api/v1/jobs/{type}/{name}/debug/{session}/connection",
            "A connection to the debugger of a session, by `Upgrade: nyala-debug`: its own bytes both ways.",
            parameters: [.query("call", .integer(1...Int.max), "Of a job that calls: which call.")],
            .empty(101, "What follows is the debugger's."),
            .problem(409, "The debugger takes one connection, and has had it."),
            .problem(426, "It takes an upgrade."),
            .problem(502, "The debugger takes no connection."),
            .problem(503, "Too many such connections are open.")
        ),
    ]
}
