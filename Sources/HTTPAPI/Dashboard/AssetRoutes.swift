import Dashboard
import HTTPTypes
import Hummingbird
import NIOCore

/// `/ui/assets/HASH/NAME`: style, script and icon, which browsers keep for good since their address changes with them.
struct AssetRoutes: Sendable {
    /// Anybody may have them: they are in every copy of the program.
    static func isAsset(_ request: Request) -> Bool {
        [.get, .head].contains(request.method) && request.uri.path.hasPrefix("/ui/assets/")
    }

    func add(to router: Router<APIContext>) {
        router.get("ui/assets/:hash/:name") { request, context in
            let name = context.parameters.get("name") ?? ""
            guard let asset = Asset.all.first(where: { $0.name == name }) else {
                throw ProblemAnswer(.notFound, "There is no file \"\(name)\".")
            }
            let isCurrent = context.parameters.get("hash") == asset.hash
            var headers: HTTPFields = [
                .contentType: asset.mediaType, .eTag: "\"\(asset.hash)\"", .xContentTypeOptions: "nosniff",
                .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
            ]
            if request.headers[values: .ifNoneMatch].contains(where: { $0.contains("\"\(asset.hash)\"") }) {
                return Response(status: .notModified, headers: headers)
            }
            // An icon may be opened as a page of its own.
            headers[.contentSecurityPolicy] = PageAnswer.policy
            return Response(
                status: .ok,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes))
            )
        }
    }
}
