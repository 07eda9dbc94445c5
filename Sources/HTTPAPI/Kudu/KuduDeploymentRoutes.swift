import Deployments
import HTTPTypes
import Hummingbird
import JobModel

/// The original's routes about deployments: what was deployed, deploying it again, forgetting it.
struct KuduDeploymentRoutes: Sendable {
    /// Seconds between two looks at a deployment that is under way.
    private static let pollingInterval = "2"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/deployments", "deployments"] { add(prefix, to: router) }
        for path in ["api/deploymentscript", "deploymentscript"] {
            router.get("\(path)") { _, _ in
                JSONAnswer.text(
                    "There is no deployment script: what a deployment does is not made of one.",
                    status: .notFound
                )
            }
        }
    }

    private func add(_ prefix: String, to router: Router<APIContext>) {
        let deployer = services.deployer
        router.get("\(prefix)") { request, _ in try await list(request) }
        router.get("\(prefix)/:id") { request, context in
            let entry = try await entry(context)
            var response = try await answer(entry, request)
            if Self.id(context) == "latest", !entry.attempt.status.isFinal {
                response.status = .accepted
                Self.addPolling(to: &response, request)
            }
            return response
        }
        router.put("\(prefix)/:id") { request, context in try await put(request, context) }
        router.delete("\(prefix)/:id") { _, context in
            let entry = try await entry(context)
            for record in entry.repeats + [entry.record] {
                guard try await deployer.forget(record.id) else {
                    throw ProblemAnswer(.conflict, "deployment \(entry.id) is the active one or under way")
                }
            }
            return Response(status: .noContent)
        }
        router.get("\(prefix)/:id/log") { request, context in
            let entry = try await entry(context)
            let url = try await shapes(request).url(entry)
            return JSONAnswer.tagged(try await log(entry).entries(url: url), for: request)
        }
        router.get("\(prefix)/:id/log/:entry") { _, context in
            let id = QueryString.decode(context.parameters.get("entry") ?? "", plusIsBlank: false)
            guard let details = try await log(try await entry(context)).details(of: id) else {
                throw ProblemAnswer(.notFound, "the log has no entry \"\(id)\"")
            }
            return JSONAnswer.response(details)
        }
    }

    /// Tells a client where to look until the deployment has ended.
    static func addPolling(to response: inout Response, _ request: Request) {
        response.headers[.location] = "\(request.baseURL)/api/deployments/latest"
        response.headers[.retryAfter] = pollingInterval
    }

    // MARK: looking

    private func list(_ request: Request) async throws -> Response {
        let shapes = try await shapes(request)
        let entries = KuduDeployments(try await services.deployer.records()).entries
        let all = entries.map { (name: $0.id, properties: shapes.deployment($0)) }
        let envelope = ARMEnvelope(request, site: services.siteName)
        return JSONAnswer.tagged(envelope?.list(all, ["deployments"]) ?? .array(all.map(\.properties)), for: request)
    }

    private func answer(_ entry: KuduDeployments.Entry, _ request: Request) async throws -> Response {
        let shape = try await shapes(request).deployment(entry)
        let envelope = ARMEnvelope(request, site: services.siteName)
        return JSONAnswer.response(envelope?.object(shape, ["deployments", entry.id]) ?? shape)
    }

    private func log(_ entry: KuduDeployments.Entry) async throws -> KuduDeploymentLog {
        KuduDeploymentLog(entry.attempt, try await services.deployer.log(entry.attempt.id))
    }

    private func shapes(_ request: Request) async throws -> KuduDeploymentShapes {
        let active = try await services.deployer.active().deployment
        return KuduDeploymentShapes(base: request.baseURL, active: active, siteName: services.siteName)
    }

    private static func id(_ context: APIContext) -> String {
        QueryString.decode(context.parameters.get("id") ?? "", plusIsBlank: false)
    }

    private func entry(_ context: APIContext) async throws -> KuduDeployments.Entry {
        let id = Self.id(context)
        guard let entry = KuduDeployments(try await services.deployer.records()).find(id) else {
            throw DeploymentError.unknownDeployment(id)
        }
        return entry
    }

    // MARK: deploying again, or putting on record

    private func put(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await JSONBody(request)
        if let status = body.object["status"], status != .null {
            return try await record(status, body, request, context)
        }
        let id = try await entry(context).record.id
        let options = DeploymentOptions(isClean: body.object["clean"]?.bool == true)
        try await services.deployer.rollBack(to: id, author: context.author, options: options) { _ in }
        return try await answer(try await entry(context), request)
    }

    /// A deployment that was made by other means, such as a build server's.
    private func record(
        _ status: JSONValue,
        _ body: JSONBody,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let success = DeploymentRecord.Status.success.rawValue
        guard let number = status.integer, [DeploymentRecord.Status.failed.rawValue, success].contains(number) else {
            throw ProblemAnswer(.badRequest, "\"status\" must be 3 (failed) or 4 (success)")
        }
        let id = Self.id(context)
        let isName = id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard isName, !id.isEmpty, id.count <= 128, id != "latest", !id.hasPrefix(".") else {
            throw ProblemAnswer(.badRequest, "\"\(id)\" is no id of a deployment: letters, digits, -, _ and . only")
        }
        let deployer = services.deployer
        if let known = try await deployer.find(id), known.externalID != id {
            throw ProblemAnswer(.conflict, "the deployment \(id) was made here, and what is on record of it stays")
        }
        _ = try await deployer.record(
            external: id,
            isSuccess: number == success,
            Deployer.Origin(
                deployer: try body.optionalText("deployer") ?? "external",
                author: try body.optionalText("author") ?? context.author,
                authorEmail: try body.optionalText("author_email"),
                message: try body.optionalText("message") ?? ""
            ),
            reason: try body.optionalText("status_text")
        )
        return try await answer(try await entry(context), request)
    }
}
