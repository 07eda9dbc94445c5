import Deployments
import HTTPTypes
import Hummingbird
import JobModel

/// Answers git's hook, through the local socket only, whether a push may be accepted.
struct HookRoutes: Sendable {
    /// Bytes of a hook's input, one line a reference.
    private static let maximumInput = 1024 * 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.post("api/v1/hooks/pre-receive") { request, context in
            guard context.identity == .local else {
                throw ProblemAnswer(.forbidden, "Only the hook of this site's repository may ask this.")
            }
            return try await decide(request, context)
        }
    }

    private func decide(_ request: Request, _ context: APIContext) async throws -> Response {
        let text = String(decoding: try await request.collected(upTo: Self.maximumInput), as: UTF8.self)
        let folder = header("Nyala-Repository", request) ?? services.layout.repository
        let push = Push(
            quarantine: header("Nyala-Quarantine", request).map { Self.absolute($0, in: folder) },
            references: text.split(separator: "\n").compactMap { PushedReference(line: $0) },
            pusher: header("Nyala-Pusher", request) ?? "",
            options: request.headers.filter { $0.name.canonicalName == "nyala-push-option" }.map(\.value)
        )
        let deployer = services.deployer
        return LineStream.response(onFailure: services.auditing.failure(of: request, context)) { tell in
            do throws(DeploymentError) {
                try await deployer.receive(push, tell: tell)
                return 0
            } catch {
                // What is wrong was told in the deployment's own words.
                return 1
            }
        }
    }

    private func header(_ name: String, _ request: Request) -> String? {
        let key = name.lowercased()
        return request.headers.first { $0.name.canonicalName == key }?.value
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
