import Deployments
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// Routes that bring files: `PUT` of one job (the original's), and archives of a whole site.
struct UploadRoutes: Sendable {
    /// Bytes of one upload.
    static let maximumBody = 4 * 1024 * 1024 * 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for type in JobType.allCases {
            for prefix in KuduJobRoutes.prefixes(type) {
                router.put("\(prefix)/:name") { request, context in
                    try await put(request, context, JobID(type: type, name: try name(context)))
                }
            }
        }
        for path in ["api/zipdeploy", "zipdeploy"] {
            router.post("\(path)") { request, context in try await deploySite(request, context) }
            router.put("\(path)") { request, context in try await deploySite(request, context) }
        }
    }

    /// A name that no job can have is a bad request here, since the job is about to be made.
    private func name(_ context: APIContext) throws -> JobName {
        do {
            return try JobName(context.folderName())
        } catch {
            throw ProblemAnswer(.badRequest, "\(error)")
        }
    }

    private func put(_ request: Request, _ context: APIContext, _ id: JobID) async throws -> Response {
        let mediaType = Self.mediaType(request)
        if request.isFromARM, mediaType == "application/json" {
            return try await KuduSettingsRoutes(services: services).putFromARM(request, id, author: context.author)
        }
        let disposition = request.headers.first { $0.name.canonicalName == "content-disposition" }?.value
        guard let disposition else { throw ProblemAnswer(.badRequest, "Missing Content-Disposition header.") }
        let body = try await services.spool.spool(request, limit: Self.maximumBody)
        let fileName = Self.fileName(disposition)
        let isArchive = mediaType == "application/zip" || fileName.lowercased().hasSuffix(".zip")
        let upload: Deployer.Upload = isArchive ? .archive(body.file) : .script(body.file, name: fileName)
        do throws(DeploymentError) {
            try await services.deployer.deploy(id, upload, author: context.author)
        } catch {
            // The original's text, which its portal shows.
            if error == .noScript, !request.isFromARM { return JSONAnswer.text("\(error)", status: .badRequest) }
            throw error
        }
        await services.host.settle(id.type, id.name.text)
        guard let report = await services.host.report(id.type, id.name.text) else {
            throw ProblemAnswer(.internalServerError, "the job was written but is not there; was it removed meanwhile?")
        }
        return KuduJobAnswers(request, services).job(report)
    }

    static func mediaType(_ request: Request) -> String {
        (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
    }

    private func deploySite(_ request: Request, _ context: APIContext) async throws -> Response {
        let mediaType = (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        guard mediaType != "application/json" else {
            throw ProblemAnswer(
                .badRequest,
                "Send the zip archive itself; fetching it from a URL (packageUri) is not supported."
            )
        }
        let body = try await services.spool.spool(request, limit: Self.maximumBody)
        let origin = Deployer.Origin(
            deployer: request.query["deployer"] ?? "zip",
            author: request.query["author"] ?? context.author,
            message: request.query["message"] ?? "Created via a push deployment"
        )
        let options = DeploymentOptions(isClean: request.query["clean"] == "true")
        let deployer = services.deployer
        let record = try await deployer.announce(origin)
        let isAsync = request.query["isAsync"]?.lowercased() == "true"
        if isAsync {
            // Whoever waits for this task asks for the deployment, which tells how it ended.
            Task {
                try? await deployer.deploy(archive: body.file, origin, announced: record, options: options) { _ in }
            }
        } else {
            try await deployer.deploy(archive: body.file, origin, announced: record, options: options) { _ in }
        }
        var response = Response(status: isAsync ? .accepted : .ok)
        if let name = HTTPField.Name("SCM-DEPLOYMENT-ID") { response.headers[name] = record.id }
        if isAsync { KuduDeploymentRoutes.addPolling(to: &response, request) }
        return response
    }

    /// The name in `attachment; filename="run.sh"`, without quotes and folders.
    static func fileName(_ disposition: String) -> String {
        for part in disposition.split(separator: ";") {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.lowercased().hasPrefix("filename=") else { continue }
            let name = trimmed.dropFirst("filename=".count).filter { $0 != "\"" }
            return name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        }
        return ""
    }
}
