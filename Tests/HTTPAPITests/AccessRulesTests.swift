import Accounts
import HTTPTypes
import JobModel
import Testing

@testable import HTTPAPI

@Suite struct AccessRulesTests {
    private static let table: [(HTTPRequest.Method, String, Scope, String?)] = [
        (.get, "/api/v1/jobs", .read, nil),
        (.get, "/api/v1/jobs/triggered/report", .read, "triggered/report"),
        (.get, "/api/v1/jobs/triggered/report/runs/1/log", .read, "triggered/report"),
        (.get, "/api/v1/jobs/continuous/steady/debug", .admin, "continuous/steady"),
        (.post, "/api/v1/jobs/continuous/steady/debug", .admin, "continuous/steady"),
        (.get, "/api/v1/jobs/continuous/steady/debug/1/connection", .admin, "continuous/steady"),
        (.post, "/api/v1/jobs/triggered/report/run", .run, "triggered/report"),
        (.put, "/api/v1/jobs/continuous/a%2Db/settings", .deploy, "continuous/a-b"),
        (.delete, "/api/v1/jobs/continuous/steady", .deploy, "continuous/steady"),
        (.get, "/api/triggeredwebjobs", .read, nil),
        (.get, "/triggeredjobs/report/history", .read, "triggered/report"),
        (.head, "/api/triggeredwebjobs/report", .read, "triggered/report"),
        (.post, "/api/triggeredwebjobs/report/run", .run, "triggered/report"),
        (.put, "/api/continuouswebjobs/steady", .deploy, "continuous/steady"),
        (.get, "/api/continuouswebjobs/steady/passthrough/any/thing", .run, "continuous/steady"),
        (.post, "/api/zipdeploy", .deploy, nil),
        (.post, "/site.git/git-receive-pack", .deploy, nil),
        (.get, "/api/vfs/data/jobs/triggered/report/x/output_log.txt", .read, "triggered/report"),
        (.get, "/api/vfs/site/settings.json", .admin, nil),
        (.put, "/api/vfs/data/jobs/triggered/report/x", .admin, nil),
        // Routes are found in any case, files are not.
        (.get, "/API/VFS/data/jobs/triggered/report/x", .read, "triggered/report"),
        (.get, "/api/vfs/data/JOBS/triggered/report/x", .admin, nil),
        (.put, "/api/vfs/site/wwwroot/App_Data/jobs/triggered/report/x", .deploy, "triggered/report"),
        (.get, "/vfs/site/wwwroot/App_Data/jobs/triggered/report/", .deploy, "triggered/report"),
        (.put, "/api/vfs/site/wwwroot/app_data/jobs/triggered/report/x", .admin, nil),
        (.put, "/api/vfs/site/wwwroot/x", .admin, nil),
        (.put, "/api/zip/site/wwwroot/", .deploy, nil),
        (.put, "/api/zip/site/wwwroot/App_Data/jobs/continuous/steady/", .deploy, "continuous/steady"),
        (.get, "/api/zip/data/jobs/triggered/report/", .read, "triggered/report"),
        (.put, "/api/zip/data/", .admin, nil),
        (.get, "/api/dump", .admin, nil),
        (.get, "/api/processes", .admin, nil),
        (.get, "/api/environment", .read, nil),
        (.get, "/api/logstream", .read, nil),
        (.get, "/logstream/jobs/triggered/report", .read, "triggered/report"),
        (.get, "/api/v1/settings", .read, nil),
        (.get, "/api/v1/settings/x", .admin, nil),
        (.get, "/api/settings", .admin, nil),
        (.post, "/api/command", .admin, nil),
        (.get, "/api/v1/tokens", .admin, nil),
        (.get, "/", .read, nil),
        (.get, "", .read, nil),
        (.post, "/", .admin, nil),
        (.get, "/ui/jobs/triggered/report/runs/1", .read, "triggered/report"),
        (.post, "/ui/jobs/triggered/report/run", .run, "triggered/report"),
        (.post, "/ui/jobs/triggered/report/runs/1/retry", .run, "triggered/report"),
        (.post, "/ui/jobs/triggered/report/delete", .deploy, "triggered/report"),
        (.get, "/ui/settings", .admin, nil),
        // The name of a job is one part, decoded once.
        (.get, "/api/v1/jobs/triggered/a%2Fb", .read, nil),
        (.get, "/api/v1/jobs/triggered/%252Da", .read, nil),
        (.get, "/api/v1/jobs/other/report", .read, nil),
    ]

    @Test(arguments: table)
    func `each route needs its scope`(method: HTTPRequest.Method, path: String, scope: Scope, job: String?) {
        let needed = AccessRules.requirement(method, path: path)
        #expect(needed.scope == scope)
        #expect(needed.subject?.description == job)
    }
}
