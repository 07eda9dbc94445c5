import Deployments
import Hummingbird
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem
import NIOCore

/// The original's routes to read and replace a job's `settings.job`.
struct KuduSettingsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for type in JobType.allCases {
            for prefix in KuduJobRoutes.prefixes(type) {
                router.get("\(prefix)/:name/settings") { _, context in
                    let report = await services.host.report(type, context.folderName())
                    // `{}` also for a job that is not there: a client of the original relies on it.
                    return JSONAnswer.response(report?.description?.settings.raw ?? .object([:]))
                }
                router.put("\(prefix)/:name/settings") { request, context in
                    try await replace(request, context, JobID(type: type, name: try context.jobName()))
                }
            }
        }
    }

    private func replace(_ request: Request, _ context: APIContext, _ id: JobID) async throws -> Response {
        var body = try await request.body.collect(upTo: JobSettings.maximumSize)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        await services.host.settle(id.type, id.name.text)
        guard let report = await services.host.report(id.type, id.name.text) else {
            throw ProblemAnswer(.notFound, "there is no \(id.type.rawValue) job named \"\(id.name)\"")
        }
        // An empty body stands for no settings, where the original would write `null` and lose them.
        let text = bytes.allSatisfy { $0 <= 32 } ? Array("{}".utf8) : bytes
        let (settings, problems) = JobSettings.parse(text, path: "settings.job")
        let broken = problems.filter { $0.severity == .problem }
        guard settings != nil, broken.isEmpty else {
            throw ProblemAnswer(.badRequest, broken.map(\.description).joined(separator: "\n"))
        }
        let inner = report.description?.scriptFolder ?? ""
        let path = inner.isEmpty ? "settings.job" : "\(inner)/settings.job"
        try await services.deployer.replaceSettings(of: id, at: path, with: text, author: context.author)
        await services.host.settle(id.type, id.name.text)
        return Response(status: .ok)
    }
}
