import Deployments
import HTTPTypes
import JobModel

/// Deployments, and what was edited before them.
extension OpenAPIDocument {
    private static let options: [APIParameter] = [
        .flag("clean", "Also remove jobs that were added in other ways."),
        .flag("dry-run", "Only say what would be done."),
    ]

    /// An address of a repository, as ``RemoteBranch`` takes it.
    private static let remote = APISchema(
        json: [
            "type": .string("string"), "maxLength": .integer(RemoteBranch.maximumLength),
            "pattern": .string(
                #"^((https?|ssh|git)://[^\n\u000B\f\r\u0085\u2028\u2029]*|"#
                    + #"[A-Za-z0-9@._][A-Za-z0-9@._-]*:/?([^:/\n\u000B\f\r\u0085\u2028\u2029]"#
                    + #"[^:\n\u000B\f\r\u0085\u2028\u2029]*(:/?)?)*)$"#
            ),
        ]
    )

    /// No blank, none of `~^:?*[\`, no two dots side by side, and no hyphen at first.
    private static let branchPattern: String = {
        let first = #"[^\u0000-\u0020~^:?*\[\\.-]"#
        let other = #"[^\u0000-\u0020~^:?*\[\\.]"#
        return "^(\\.|\(first)\\.?)(\(other)\\.?)*$"
    }()

    static let deploymentOperations: [APIOperation] = [
        APIOperation(
            .get,
            "/api/v1/deployments",
            "Deployments, newest first.",
            parameters: [
                .query(
                    "limit",
                    .integer(1...DeploymentRoutes.maximumCount),
                    "Deployments in one answer; 100 where it is not said."
                ),
                .query(
                    "before",
                    .text(matching: DeploymentRoutes.idPattern),
                    "Only deployments before this one: see `Link`."
                ),
            ],
            .json(.array(.named("Deployment"))).paged
        ),
        APIOperation(
            .post,
            "/api/v1/deployments",
            "Deploys a zip archive, a branch of another repository, or (local socket only) a folder of this machine.",
            parameters: options + [.query("message", .text, "What the deployment is about.")],
            body: [
                (
                    "application/json",
                    .either(
                        .object(["from": remote], optional: ["branch": .optional(.text(matching: branchPattern))]),
                        .object(["folder": .text(matching: "^/")])
                    )
                ),
                ("application/zip", nil),
            ],
            isBodyRequired: true,
            .lines
        ),
        APIOperation(.get, "/api/v1/deployments/{id}", "One deployment.", .json(.named("Deployment"))),
        APIOperation(.get, "/api/v1/deployments/{id}/log", "What a deployment said.", .text("The log.")),
        APIOperation(
            .post,
            "/api/v1/deployments/{id}/cancel",
            "Gives up a deployment that waits or is under way.",
            .json(.object(["id": .text, "cancelled": .boolean])),
            .problem(409, "It does neither.")
        ),
        APIOperation(
            .post,
            "/api/v1/rollback",
            "Makes an earlier deployment the active one.",
            parameters: options + [.query("to", .text, "Its id; the one before the active one where it is not said.")],
            .lines
        ),
        APIOperation(
            .get,
            "/api/v1/edits",
            "Files that were edited on the host before a deployment overwrote them, newest first.",
            .json(.array(.named("Edits")))
        ),
        APIOperation(.get, "/api/v1/edits/{id}", "The edits of one time.", .json(.named("Edits"))),
        APIOperation(.get, "/api/v1/edits/{id}/patch", "The edits as a patch.", .text("For `git apply`.")),
        APIOperation(
            .get,
            "/api/v1/edits/{id}/file",
            "An edited file.",
            parameters: [.query("path", .text, "Which, below the site's folder.")],
            APIAnswer(status: 200, description: "Its bytes.", content: [("application/octet-stream", nil)])
        ),
        APIOperation(
            .post,
            "/api/v1/hooks/pre-receive",
            "For the hook of the site's repository, through the local socket only.",
            body: [("text/plain", .text)],
            .lines
        ),
    ]

    static let deploymentSchemas: [(String, APISchema)] = [
        (
            "Deployment",
            .object([
                "id": .text,
                "deployer": .text.saying("How it came: `push`, `zip`, `folder` and so on."),
                "author": .text,
                "author_email": .optional(.text),
                "message": .text,
                "commit": .optional(.text),
                "branch": .optional(.text),
                "tree": .optional(.text),
                "status": .words(["pending", "building", "deploying", "failed", "success"]),
                "received": .time,
                "end": .optional(.time),
                "reason": .optional(.text),
                "again": .optional(.text).saying("The deployment that was deployed once more."),
                "external_id": .optional(.text).saying("What it is called where it was made."),
                "edits": .optional(.text),
                "site": .optional(.freeObject),
                "jobs": .array(
                    .object([
                        "type": .words(JobType.allCases.map(\.rawValue)),
                        "name": .text,
                        "change": .text,
                        "files": .integer,
                        "problems": .array(.text),
                    ])
                ),
                "active": .boolean,
            ])
        ),
        (
            "Edits",
            .object(["id": .text, "time": .time, "message": .text, "reference": .text, "files": .array(.text)])
        ),
    ]
}
