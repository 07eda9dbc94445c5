import Deployments
import HTTPTypes
import Hummingbird
import JobModel
import Synchronization

/// `/api/v1/deployments`: what was deployed, and deploying a folder of the host's machine.
struct DeploymentRoutes: Sendable {
    /// Deployments in one answer unless the client asks for another number.
    private static let defaultCount = 100
    static let maximumCount = 1000
    /// The ids that deployments are given here.
    static let idPattern = "^[0-9A-Za-z_-]{1,100}$"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/deployments") { request, _ in try await list(request) }
        router.get("api/v1/deployments/:id") { _, context in
            let id = context.part("id")
            guard let record = try await services.deployer.record(id) else {
                throw DeploymentError.unknownDeployment(id)
            }
            return JSONAnswer.response(Self.shape(record, active: try await services.deployer.active().deployment))
        }
        router.get("api/v1/deployments/:id/log") { _, context in
            let id = context.part("id")
            guard try await services.deployer.record(id) != nil else { throw DeploymentError.unknownDeployment(id) }
            return JSONAnswer.text(try await services.deployer.log(id))
        }
        router.post("api/v1/deployments") { request, context in try await deploy(request, context) }
        router.post("api/v1/deployments/:id/cancel") { _, context in
            let id = context.part("id")
            guard try await services.deployer.cancel(id) else {
                throw ProblemAnswer(.conflict, "deployment \(id) neither waits nor is under way")
            }
            return JSONAnswer.response(.object(["id": .string(id), "cancelled": .bool(true)]))
        }
        router.post("api/v1/rollback") { request, context in try rollBack(request, context) }
    }

    private func list(_ request: Request) async throws -> Response {
        let count = try request.query.number("limit", in: 1...Self.maximumCount) ?? Self.defaultCount
        let before = request.query["before"]
        if let before, !Self.isID(before) {
            throw ProblemAnswer(.badRequest, "\"before\" must be the id of a deployment")
        }
        let active = try await services.deployer.active().deployment
        let page = try await services.deployer.records(before: before, limit: count)
        var response = JSONAnswer.response(.array(page.records.map { Self.shape($0, active: active) }))
        response.link(to: page.next, of: request)
        return response
    }

    private static func isID(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
            }
    }

    private func rollBack(_ request: Request, _ context: APIContext) throws -> Response {
        let (deployer, author) = (services.deployer, context.author)
        let (id, options) = (request.query["to"], try Self.options(request))
        return LineStream.response(onFailure: services.auditing.failure(of: request, context)) { tell in
            await Self.code(tell) { (tell) throws(DeploymentError) in
                try await deployer.rollBack(to: id, author: author, options: options, tell: tell)
            }
        }
    }

    private static func options(_ request: Request) throws -> DeploymentOptions {
        DeploymentOptions(isClean: try request.query.flag("clean"), isDryRun: try request.query.flag("dry-run"))
    }

    private static func shape(_ record: DeploymentRecord, active: String?) -> JSONValue {
        guard case .object(var object) = record.json else { return record.json }
        object["active"] = .bool(record.id == active)
        return .object(object)
    }

    /// A zip archive; `{"from": "https://…", "branch": "main"}` for another repository; or `{"folder": "/path"}` from the
    /// local socket, which the host's own user may read.
    private func deploy(_ request: Request, _ context: APIContext) async throws -> Response {
        let deployer = services.deployer
        let message = request.query["message"] ?? ""
        let options = try Self.options(request)
        let mediaType = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
        if mediaType == "application/json" {
            let body = try await JSONBody(request)
            if let url = try body.optionalText("from") {
                try body.check(only: "from", "branch")
                let remote = try RemoteBranch(
                    url,
                    branch: try body.optionalText("branch"),
                    allowsPaths: context.identity == .local
                )
                let origin = Deployer.Origin(deployer: "fetch", author: context.author, message: message)
                return LineStream.response(onFailure: services.auditing.failure(of: request, context)) { tell in
                    await Self.code(tell) { (tell) throws(DeploymentError) in
                        try await deployer.deploy(from: remote, origin, options: options, tell: tell)
                    }
                }
            }
            guard context.identity == .local else {
                throw ProblemAnswer(
                    .forbidden,
                    "Only a client on the host's own machine can deploy a folder; send a zip archive."
                )
            }
            try body.check(only: "folder")
            guard let folder = try body.optionalText("folder"), folder.hasPrefix("/") else {
                throw ProblemAnswer(.badRequest, "the body must be {\"folder\": \"/absolute/path\"}")
            }
            let origin = Deployer.Origin(deployer: "folder", author: context.author, message: message)
            return LineStream.response(onFailure: services.auditing.failure(of: request, context)) { tell in
                await Self.code(tell) { (tell) throws(DeploymentError) in
                    try await deployer.deploy(folder: folder, origin, options: options, tell: tell)
                }
            }
        }
        let body = try await services.spool.spool(request, limit: UploadRoutes.maximumBody)
        guard body.length > 0 else { throw ProblemAnswer(.badRequest, "the body is empty; send a zip archive") }
        let origin = Deployer.Origin(deployer: "zip", author: context.author, message: message)
        return LineStream.response(onFailure: services.auditing.failure(of: request, context)) { tell in
            await Self.code(tell) { (tell) throws(DeploymentError) in
                try await deployer.deploy(archive: body.file, origin, options: options, tell: tell)
            }
        }
    }

    /// Does the work and tells why it failed, where it failed before it could tell anything itself.
    private static func code(
        _ tell: @escaping Deployer.Teller,
        _ work: (@escaping Deployer.Teller) async throws(DeploymentError) -> DeploymentRecord
    ) async -> Int {
        let hasTold = Atomic(false)
        do throws(DeploymentError) {
            _ = try await work { line in
                hasTold.store(true, ordering: .relaxed)
                tell(line)
            }
            return 0
        } catch {
            if !hasTold.load(ordering: .relaxed) { tell("\(error)") }
            // As the program itself ends for what it does not find.
            if case .unknownDeployment = error { return 4 }
            return 1
        }
    }
}
