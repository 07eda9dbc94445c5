import Deployments
import Glibc
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import Notifications
import SiteSettings

/// The original's routes that bring a whole site as an archive, or one file of it: `zipdeploy`, `wardeploy`, `publish`.
struct SiteUploadRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/", ""] {
            for method in [HTTPRequest.Method.post, .put] {
                router.on("\(prefix)zipdeploy", method: method) { request, context in
                    try await deploy(.site, request, context, isAsync: request.query.isOn("isAsync"))
                }
                router.on("\(prefix)wardeploy", method: method) { request, context in
                    let name = request.query["name"] ?? "ROOT"
                    return try await deploy(
                        .file("webapps/\(name).war"),
                        request,
                        context,
                        isAsync: request.query.isOn("isAsync")
                    )
                }
                router.on("\(prefix)publish", method: method) { request, context in
                    let upload: SiteUpload
                    do throws(SiteUpload.Refusal) {
                        upload = try SiteUpload(type: request.query["type"], path: request.query["path"])
                    } catch {
                        throw ProblemAnswer(.badRequest, error.reason)
                    }
                    return try await deploy(upload, request, context, isAsync: request.query.isOn("async"))
                }
            }
            router.post("\(prefix)zipdeploy/validate") { request, context in try await validate(request, context) }
        }
    }

    private func deploy(
        _ upload: SiteUpload,
        _ request: Request,
        _ context: APIContext,
        isAsync: Bool
    ) async throws -> Response {
        let body = try await body(request)
        let query = request.query
        let origin = Deployer.Origin(
            deployer: query["deployer"] ?? (upload == .site ? "ZipDeploy" : "OneDeploy"),
            author: query["author"] ?? context.author,
            authorEmail: query["authorEmail"],
            message: query["message"] ?? "Created via a push deployment"
        )
        let options = DeploymentOptions(isClean: query["clean"]?.lowercased() == "true")
        // The management plane never waits.
        let isAsync = isAsync || request.isFromARM
        let record: DeploymentRecord
        if isAsync {
            record = try await services.deployer.announce(origin)
            // Whoever waits for this task asks for the deployment, which tells how it ended.
            Task { try? await deploy(upload, body.file, origin, announced: record, options) }
        } else {
            record = try await deploy(upload, body.file, origin, options)
        }
        var response = Response(status: isAsync ? .accepted : .ok)
        if let name = HTTPField.Name("SCM-DEPLOYMENT-ID") { response.headers[name] = record.id }
        if isAsync { KuduDeploymentRoutes.addPolling(to: &response, request) }
        return response
    }

    @discardableResult
    private func deploy(
        _ upload: SiteUpload,
        _ file: SharedDescriptor,
        _ origin: Deployer.Origin,
        announced: DeploymentRecord? = nil,
        _ options: DeploymentOptions
    ) async throws(DeploymentError) -> DeploymentRecord {
        let deployer = services.deployer
        switch upload {
        case .site:
            return try await deployer.deploy(archive: file, origin, announced: announced, options: options) { _ in }
        case .file(let path):
            return try await deployer.deploy(file: file, at: path, origin, announced: announced, options: options) {
                _ in
            }
        }
    }

    /// Everything is checked, nothing is changed or put on record.
    private func validate(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await body(request)
        let origin = Deployer.Origin(deployer: "ZipDeploy", author: context.author, message: "validation")
        let options = DeploymentOptions(isDryRun: true)
        try await services.deployer.deploy(archive: body.file, origin, options: options) { _ in }
        return Response(status: .ok)
    }

    /// What the request brings, or names by its address.
    private func body(_ request: Request) async throws -> BodySpool.Spooled {
        guard UploadRoutes.mediaType(request) == "application/json" else {
            return try await services.spool.spool(request, limit: UploadRoutes.maximumBody)
        }
        let body = try await JSONBody(request)
        let inner = body.object["properties"]?.object.map { JSONBody($0) }
        let address = try body.optionalText("packageUri") ?? inner?.optionalText("packageUri")
        guard let address, !address.isEmpty else {
            throw ProblemAnswer(.badRequest, "Send the file itself, or {\"packageUri\": \"https://…\"}.")
        }
        guard services.fetches.take() else {
            throw ProblemAnswer(.serviceUnavailable, "\(services.fetches.count) packages are being fetched; try again")
        }
        defer { services.fetches.leave() }
        let policy = NotificationPolicy(variables: services.settings.current().variables)
        let fetch = PackageFetch(limit: UploadRoutes.maximumBody, policy: policy)
        let file = try services.spool.emptyFile()
        let length = try await services.git.perform { try fetch.fetch(address, into: file) }
        lseek(file.number, 0, SEEK_SET)
        return BodySpool.Spooled(file: file, length: length)
    }
}
