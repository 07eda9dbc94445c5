import Deployments
import Hummingbird
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem

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
                    let id = JobID(type: type, name: try context.jobName())
                    let text = try await request.collected(upTo: JobSettings.maximumSize)
                    _ = try await replace(id, with: text, author: context.author)
                    return Response(status: .ok)
                }
            }
        }
    }

    /// What the management plane puts in the place of a job: `{"properties": {"settings": {…}}}`, and nothing else.
    func putFromARM(_ request: Request, _ id: JobID, author: String) async throws -> Response {
        let body = try await JSONBody(request)
        guard let settings = body.object["properties"]?["settings"], settings.object != nil else {
            throw ProblemAnswer(.badRequest, "the body must be {\"properties\": {\"settings\": {…}}}")
        }
        let report = try await replace(id, with: settings.serialized(pretty: true) + [10], author: author)
        return KuduJobAnswers(request, services).job(report)
    }

    /// Returns the job as it is then.
    private func replace(_ id: JobID, with text: [UInt8], author: String) async throws -> JobReport {
        let report = try await report(id)
        // An empty body stands for no settings, where the original would write `null` and lose them.
        let text = text.allSatisfy({ [9, 10, 13, 32].contains($0) }) ? Array("{}".utf8) : text
        let (settings, problems) = JobSettings.parse(text, path: "settings.job")
        let broken = problems.filter { $0.severity == .problem }
        guard settings != nil, broken.isEmpty else {
            throw ProblemAnswer(.badRequest, broken.map(\.description).joined(separator: "\n"))
        }
        let inner = report.description?.scriptFolder ?? ""
        let path = inner.isEmpty ? "settings.job" : "\(inner)/settings.job"
        try await services.deployer.replaceSettings(of: id, at: path, with: text, author: author)
        return try await self.report(id)
    }

    private func report(_ id: JobID) async throws -> JobReport {
        await services.host.settle(id.type, id.name.text)
        guard let report = await services.host.report(id.type, id.name.text) else {
            throw ProblemAnswer(.notFound, "there is no \(id.type.rawValue) job named \"\(id.name)\"")
        }
        return report
    }
}
