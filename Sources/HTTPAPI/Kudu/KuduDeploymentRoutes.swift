import Deployments
import HTTPTypes
import Hummingbird
import JobModel
import NIOCore

/// The original's routes about deployments: what was deployed, deploying it again, forgetting it.
struct KuduDeploymentRoutes: Sendable {
    /// Seconds between two looks at a deployment that is under way.
    private static let pollingInterval = "2"
    private static let maximumBody = 64 * 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        let deployer = services.deployer
        router.get("api/deployments") { request, _ in
            let shapes = try await shapes(request)
            return JSONAnswer.tagged(.array(try await deployer.records().map(shapes.deployment)), for: request)
        }
        router.get("api/deployments/:id") { request, context in
            let record = try await record(context)
            var response = JSONAnswer.response(try await shapes(request).deployment(record))
            if context.parameters.get("id") == "latest", !record.status.isFinal {
                response.status = .accepted
                Self.addPolling(to: &response, request)
            }
            return response
        }
        router.put("api/deployments/:id") { request, context in try await deployAgain(request, context) }
        router.delete("api/deployments/:id") { _, context in
            let record = try await record(context)
            guard try await deployer.forget(record.id) else {
                throw ProblemAnswer(.conflict, "deployment \(record.id) is the active one or under way")
            }
            return Response(status: .noContent)
        }
        router.get("api/deployments/:id/log") { request, context in
            let record = try await record(context)
            return JSONAnswer.response(try await shapes(request).log(record, try await deployer.log(record.id)))
        }
        router.get("api/deployments/:id/log/:entry") { _, context in
            _ = try await record(context)
            // All that is told of a deployment is in its one list of lines.
            return JSONAnswer.response(.array([]))
        }
        router.get("api/scm/info") { request, _ in
            JSONAnswer.response(.object(["Type": .string("Git"), "GitUrl": .string("\(request.baseURL)/site.git")]))
        }
        router.post("api/scm/clean") { _, context in
            try await deployer.clean(author: context.author)
            return Response(status: .noContent)
        }
    }

    /// Tells a client where to look until the deployment has ended.
    static func addPolling(to response: inout Response, _ request: Request) {
        response.headers[.location] = "\(request.baseURL)/api/deployments/latest"
        response.headers[.retryAfter] = pollingInterval
    }

    private func shapes(_ request: Request) async throws -> KuduDeploymentShapes {
        KuduDeploymentShapes(base: request.baseURL, active: try await services.deployer.active().deployment)
    }

    private func record(_ context: APIContext) async throws -> DeploymentRecord {
        let id = context.parameters.get("id") ?? ""
        let deployer = services.deployer
        let found = id == "latest" ? try await deployer.records().first : try await deployer.find(id)
        guard let found else { throw DeploymentError.unknownDeployment(id) }
        return found
    }

    private func deployAgain(_ request: Request, _ context: APIContext) async throws -> Response {
        var body = try await request.body.collect(upTo: Self.maximumBody)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        let value = bytes.isEmpty ? JSONValue.object([:]) : try? JSONValue.parse(bytes)
        guard let value, value.object != nil else { throw ProblemAnswer(.badRequest, "the body must be a JSON object") }
        guard value["status"] == nil else {
            throw ProblemAnswer(.badRequest, "a deployment that was made elsewhere cannot be put on record here")
        }
        let options = DeploymentOptions(isClean: value["clean"]?.bool == true)
        let id = try await record(context).id
        let record = try await services.deployer.rollBack(to: id, author: context.author, options: options) { _ in }
        return JSONAnswer.response(try await shapes(request).deployment(record))
    }
}
