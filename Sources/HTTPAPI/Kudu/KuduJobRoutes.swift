import Deployments
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// The original's routes to look at jobs, stop, start and remove them, under all of its prefixes.
struct KuduJobRoutes: Sendable {
    let services: APIServices

    static func prefixes(_ type: JobType) -> [String] {
        let kind = type.rawValue
        return [
            "api/\(kind)webjobs", "\(kind)webjobs", "api/\(kind)jobs", "\(kind)jobs", "api/jobs/\(kind)",
            "jobs/\(kind)",
        ]
    }

    static let swaggerPaths = [
        "api/triggeredwebjobsswagger", "triggeredwebjobsswagger", "api/triggeredjobsswagger", "triggeredjobsswagger",
    ]

    func add(to router: Router<APIContext>) {
        for path in ["api/webjobs", "webjobs", "api/jobs", "jobs"] {
            router.get("\(path)") { request, _ in await list(request, type: nil) }
        }
        for type in JobType.allCases {
            for prefix in Self.prefixes(type) { add(type, prefix, to: router) }
        }
        for path in Self.swaggerPaths {
            router.get("\(path)") { _, _ in
                let reports = await services.host.reports(type: .triggered)
                return JSONAnswer.response(SwaggerDocument.triggeredJobs(reports.map(\.name)))
            }
        }
    }

    private func add(_ type: JobType, _ prefix: String, to router: Router<APIContext>) {
        router.get("\(prefix)") { request, _ in await list(request, type: type) }
        router.get("\(prefix)/:name") { request, context in try await show(request, type, context.folderName()) }
        router.delete("\(prefix)/:name") { _, context in
            let name = try context.jobName()
            _ = try await services.deployer.remove(JobID(type: type, name: name), author: context.author)
            await services.host.settle(type, name.text)
            // Also for a job that is not there, as in the original.
            return Response(status: .ok)
        }
        guard type == .continuous else { return }
        router.post("\(prefix)/:name/stop") { _, context in
            try await services.host.disable(JobID(type: type, name: try context.jobName()))
            return Response(status: .ok)
        }
        router.post("\(prefix)/:name/start") { _, context in
            try await services.host.enable(JobID(type: type, name: try context.jobName()))
            return Response(status: .ok)
        }
    }

    private func list(_ request: Request, type: JobType?) async -> Response {
        let reports = await services.host.reports(type: type)
        // As in the original: triggered jobs before continuous ones.
        let sorted = reports.filter { $0.type == .triggered } + reports.filter { $0.type == .continuous }
        return KuduJobAnswers(request, services).list(sorted, type: type)
    }

    private func show(_ request: Request, _ type: JobType, _ name: String) async throws -> Response {
        await services.host.settle(type, name)
        guard let report = await services.host.report(type, name) else {
            throw ProblemAnswer(.notFound, "there is no \(type.rawValue) job named \"\(name)\"")
        }
        return KuduJobAnswers(request, services).job(report)
    }
}

extension KuduShapes {
    init(_ request: Request, _ services: APIServices) {
        self.init(
            base: request.baseURL,
            layout: services.layout,
            instance: services.host.instance,
            now: services.clock.wallTime()
        )
    }
}

extension APIContext {
    /// Who did it, for records.
    var author: String { identity?.name ?? "" }
}
