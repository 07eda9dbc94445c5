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
                let key = try await answering { (key) throws(DeployKey.Fault) in
                    makes ? try await key.create() : try await key.publicKey()
                }
                // Clients of the original take it for a text, whether there is one or not.
                return JSONAnswer.response(.string(key ?? ""))
            }
            router.put("\(path)") { request, _ in
                let key = try await Self.key(request)
                try await answering { (known) throws(DeployKey.Fault) in _ = try await known.replace(with: key) }
                return Response(status: .noContent)
            }
            // Also where there is none, as in the original.
            router.delete("\(path)") { _, _ in
                try await answering { (key) throws(DeployKey.Fault) in try key.remove() }
                return Response(status: .noContent)
            }
        }
    }

    private func answering<Value>(
        _ work: (DeployKey) async throws(DeployKey.Fault) -> Value
    ) async throws -> Value {
        do throws(DeployKey.Fault) {
            return try await work(services.deployer.deployKey)
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
