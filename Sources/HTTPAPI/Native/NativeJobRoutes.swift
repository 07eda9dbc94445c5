import Deployments
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import ProcessSupervision

/// `/api/v1`: jobs and what can be done with them.
struct NativeJobRoutes: Sendable {
    let services: APIServices
    private let cache = JobListCache()

    init(services: APIServices) {
        self.services = services
    }

    func add(to router: Router<APIContext>) {
        router.get("api/v1/jobs") { request, _ in try await list(request) }
        router.get("api/v1/jobs/:type/:name") { _, context in
            try await show(try context.jobType(), context.folderName())
        }
        for verb in ["start", "stop", "restart"] {
            router.post("api/v1/jobs/:type/:name/\(verb)") { _, context in
                let type = try context.jobType()
                let name = try context.jobName()
                try await act(verb, JobID(type: type, name: name))
                return try await show(type, name.text)
            }
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let origins = try await services.deployer.origins()
        let last = cache.last.flatMap { $0.tree == origins.tree ? $0 : nil }
        let (revision, reports) = await services.host.reports(unlessAt: last?.revision)
        guard let reports else {
            // No reports means that the last list is still right, so there is one.
            return last.map { JSONAnswer.tagged($0.body, $0.tag, for: request) } ?? Response(status: .noContent)
        }
        let now = services.clock.wallTime()
        let list: JSONValue = .array(reports.map { NativeShapes.job($0, origins, now: now) })
        let bytes = list.serialized()
        let entry = JobListCache.Entry(
            revision: revision,
            tree: origins.tree,
            body: ByteBuffer(bytes: bytes),
            tag: JSONAnswer.tag(bytes)
        )
        if JobListCache.mayKeep(reports) { cache.keep(entry) }
        return JSONAnswer.tagged(entry.body, entry.tag, for: request)
    }

    private func act(_ verb: String, _ id: JobID) async throws {
        switch verb {
        case "start": try await services.host.enable(id)
        case "stop": try await services.host.disable(id)
        default:
            guard id.type == .continuous else {
                throw ProblemAnswer(
                    .notFound,
                    "\"\(id.name)\" is a triggered job; run it, there is nothing to restart"
                )
            }
            try await services.host.restart(id)
        }
    }

    private func show(_ type: JobType, _ name: String) async throws -> Response {
        await services.host.settle(type, name)
        guard let report = await services.host.report(type, name) else {
            throw ProblemAnswer(.notFound, "there is no \(type.rawValue) job named \"\(name)\"")
        }
        let origins = try await services.deployer.origins()
        let usage = try await usage(of: report)
        return JSONAnswer.response(NativeShapes.job(report, origins, now: services.clock.wallTime(), usage: usage))
    }

    /// Only the one job that somebody looks at is measured.
    private func usage(of report: JobReport) async throws -> [Int: TreeUsage]? {
        guard report.type == .continuous, let id = JobID(path: "continuous/\(report.name)") else { return nil }
        return try await InstanceUsage(services, of: id).processes(of: report.type, report.name)
    }
}
