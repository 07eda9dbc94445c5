import Deployments
import Hummingbird
import JobModel

/// The original's routes for the key by which the site signs in where it fetches from.
struct SSHKeyRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/sshkey", "sshkey"] {
            router.get("\(path)") { request, _ in
                let makes = ["ensurePublicKey", "forceCreate"].contains { request.query.isOn($0) }
                return try await Self.answer {
                    () async throws(DeployKey.Fault) -> JSONValue in
                    makes
                        ? .string(try await services.deployer.deployKey.create())
                        : .optional(try await services.deployer.deployKey.publicKey())
                }
            }
            router.put("\(path)") { request, _ in
                let key = try await Self.key(request)
                _ = try await Self.answer { () async throws(DeployKey.Fault) -> JSONValue in
                    .string(try await services.deployer.deployKey.replace(with: key))
                }
                return Response(status: .noContent)
            }
        }
    }

    private static func answer(_ work: () async throws(DeployKey.Fault) -> JSONValue) async throws -> Response {
        do throws(DeployKey.Fault) {
            return JSONAnswer.response(try await work())
        } catch {
            switch error {
            case .refused(let reason): throw ProblemAnswer(.badRequest, reason)
            case .failed(let reason): throw ProblemAnswer(.internalServerError, reason)
            }
        }
    }

    /// `{"key": "…"}`, or the key itself.
    private static func key(_ request: Request) async throws -> [UInt8] {
        var key = try await request.collected(upTo: DeployKey.maximumSize)
        if UploadRoutes.mediaType(request) == "application/json" {
            key = Array((try JSONBody(key).optionalText("key") ?? "").utf8)
        }
        guard !key.isEmpty else {
            throw ProblemAnswer(.badRequest, "send the private key itself, or {\"key\": \"…\"}")
        }
        return key
    }
}
