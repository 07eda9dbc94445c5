import Accounts
import HTTPTypes
import JobModel

/// What a token must allow for each route; the first rule that fits a request counts, and what none fits needs `admin`.
///
/// Accounts and the local socket may do everything and are not asked about.
enum AccessRules {
    struct Requirement: Sendable, Hashable {
        let scope: Scope
        /// The one job it is about.
        let subject: JobID?
    }

    static func requirement(_ method: HTTPRequest.Method, path: String) -> Requirement {
        let parts = path.split(separator: "/").map { QueryString.decode($0, plusIsBlank: false) }
        for rule in rules {
            if let subject = rule.subject(method, parts) { return Requirement(scope: rule.scope, subject: subject) }
        }
        return Requirement(scope: .admin, subject: nil)
    }

    private static let looking: Set<HTTPRequest.Method> = [.get, .head]
    private static let removing: Set<HTTPRequest.Method> = [.delete]
    private static let posting: Set<HTTPRequest.Method> = [.post]
    private static let putting: Set<HTTPRequest.Method> = [.put]

    private static let rules: [AccessRule] = dashboard + native + kudu + files + deployments

    /// Pages, and the forms in them.
    private static let dashboard =
        [
            AccessRule(.read, looking, "/"),
            AccessRule(.read, looking, "ui"),
            AccessRule(.read, posting, "ui/sign-out"),
            AccessRule(.deploy, [], "ui/deployments/*/rollback"),
            AccessRule(.read, looking, "ui/deployments/**"),
            AccessRule(.deploy, posting, "ui/deployments/**"),
            AccessRule(.read, looking, "ui/schedule"),
            AccessRule(.deploy, [], "ui/add/**"),
            AccessRule(.read, looking, "ui/preview"),
            // Who may replace a job may read its files as well.
            AccessRule(.deploy, [], "ui/jobs/:type/:job/files/**"),
            AccessRule(.read, looking, "ui/jobs/:type/:job/**"),
            AccessRule(.read, looking, "ui/instances"),
        ]
        + ["run", "start", "stop", "restart", "runs/*/cancel", "runs/*/retry"].map {
            AccessRule(.run, posting, "ui/jobs/:type/:job/\($0)")
        } + [AccessRule(.deploy, posting, "ui/jobs/:type/:job/**")]

    private static let native = [
        AccessRule(.read, [], "api/v1/session"),
        AccessRule(.read, looking, "api/v1/openapi.json"),
        AccessRule(.read, looking, "api/v1/status"),
        AccessRule(.read, looking, "api/v1/jobs"),
        AccessRule(.read, looking, "api/v1/runs"),
        AccessRule(.read, looking, "api/v1/schedule"),
        AccessRule(.read, looking, "api/v1/events"),
        AccessRule(.read, looking, "api/v1/notifications"),
        AccessRule(.read, looking, "api/v1/instances"),
        AccessRule(.read, looking, "api/v1/health"),
        // Without their values, for who may not administer the site.
        AccessRule(.read, looking, "api/v1/settings"),
        AccessRule(.read, looking, "healthz"),
        AccessRule(.read, looking, "readyz"),
        AccessRule(.read, looking, "metrics"),
        // A debugger can have the job do anything.
        AccessRule(.admin, [], "api/v1/jobs/:type/:job/debug/**"),
        AccessRule(.read, looking, "api/v1/jobs/:type/:job/**"),
        AccessRule(.run, posting, "api/v1/jobs/:type/:job/**"),
        AccessRule(.deploy, [.put, .patch, .delete], "api/v1/jobs/:type/:job/**"),
    ]

    /// The original's routes for jobs, under each of its prefixes.
    private static let kudu: [AccessRule] =
        ["api/webjobs", "webjobs", "api/jobs", "jobs"].map { AccessRule(.read, looking, $0) }
        + KuduJobRoutes.swaggerPaths.map { AccessRule(.read, looking, $0) }
        + [AccessRule(.read, looking, "azurejobs/**")]
        + JobType.allCases.flatMap { type in KuduJobRoutes.prefixes(type).flatMap { job(type, $0) } }

    private static func job(_ type: JobType, _ prefix: String) -> [AccessRule] {
        [
            AccessRule(.read, looking, prefix),
            // What a job answers to is its own affair; it may well act on a GET.
            AccessRule(.run, [], "\(prefix)/:job/passthrough/**", type: type),
            AccessRule(.read, looking, "\(prefix)/:job/**", type: type),
            AccessRule(.run, posting, "\(prefix)/:job/**", type: type),
            AccessRule(.deploy, [.put, .delete], "\(prefix)/:job/**", type: type),
        ]
    }

    /// Where the links in jobs and runs lead.
    ///
    /// The rest of the home may hold anything.
    private static let files =
        ["api/vfs", "vfs"].flatMap { prefix in
            [
                AccessRule(.read, looking, "\(prefix)/=data/=jobs/:type/:job/**"),
                AccessRule(.read, looking, "\(prefix)/=LogFiles/=jobs/**"),
                // Who may replace a job may read it as well.
                AccessRule(.deploy, [], "\(prefix)/=site/=wwwroot/=App_Data/=jobs/:type/:job/**"),
            ]
        }
        + ["api/zip", "zip"]
        .flatMap { prefix in
            [
                AccessRule(.read, looking, "\(prefix)/=data/=jobs/:type/:job/**"),
                AccessRule(.deploy, [], "\(prefix)/=site/=wwwroot/=App_Data/=jobs/:type/:job/**"),
                AccessRule(.deploy, [], "\(prefix)/=site/=wwwroot/**"),
            ]
        }
        + ["api/logstream", "logstream"]
        .flatMap { prefix in
            [
                AccessRule(.read, looking, "\(prefix)/=jobs/:type/:job"),
                AccessRule(.read, looking, "\(prefix)/**"),
            ]
        } + ["api/environment", "environment"].map { AccessRule(.read, looking, $0) }

    private static let deployments =
        ["api/v1/deployments", "api/deployments", "deployments"].flatMap { prefix in
            [AccessRule(.read, looking, "\(prefix)/**"), AccessRule(.deploy, [], "\(prefix)/**")]
        } + [
            AccessRule(.deploy, [], "api/v1/edits/**"),
            AccessRule(.deploy, posting, "api/v1/rollback"),
            AccessRule(.deploy, posting, "deploy"),
            // What is in the repository is in nobody's way who may replace it.
            AccessRule(.deploy, [], "site.git/**"),
            AccessRule(.deploy, [], "git/**"),
        ]
        + ["api/", ""].flatMap { prefix in
            ["zipdeploy/**", "publish", "wardeploy", "deploymentscript", "scm/**"].map {
                AccessRule(.deploy, [], "\(prefix)\($0)")
            }
        }
}
