import Deployments
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// The original's routes that bring the files of one job.
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

    /// The name in `attachment; filename="run.sh"`, without quotes and folders.
    static func fileName(_ disposition: String) -> String {
        for part in disposition.split(separator: ";") {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.lowercased().hasPrefix("filename=") else { continue }
            let name = trimmed.dropFirst("filename=".count).filter { $0 != "\"" }
            return lastPart(String(name))
        }
        return ""
    }

    /// Without the folders, which some clients send along.
    static func lastPart(_ path: String) -> String {
        path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    }
}
