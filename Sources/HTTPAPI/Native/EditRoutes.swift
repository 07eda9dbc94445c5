import Deployments
import Hummingbird
import JobModel
import NIOCore

/// `/api/v1/edits`: files that were edited on the server before a deployment overwrote them.
struct EditRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        let deployer = services.deployer
        router.get("api/v1/edits") { _, _ in
            JSONAnswer.response(.array(try await deployer.edits().map(\.json)))
        }
        router.get("api/v1/edits/:id") { _, context in
            JSONAnswer.response(try await deployer.edits(Self.id(context)).json)
        }
        router.get("api/v1/edits/:id/patch") { _, context in
            JSONAnswer.text(String(decoding: try await deployer.editsPatch(Self.id(context)), as: UTF8.self))
        }
        router.get("api/v1/edits/:id/file") { request, context in
            let path = request.query["path"] ?? ""
            guard let bytes = try await deployer.editedFile(Self.id(context), path: path) else {
                throw ProblemAnswer(.notFound, "\"\(path)\" is none of the files that were kept")
            }
            return Response(
                status: .ok,
                headers: [.contentType: "application/octet-stream"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        }
    }

    private static func id(_ context: APIContext) -> String {
        context.part("id")
    }
}
