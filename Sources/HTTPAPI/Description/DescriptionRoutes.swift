import Hummingbird
import JobModel

/// `/api/v1/openapi.json`: the native API, described for programs.
struct DescriptionRoutes: Sendable {
    func add(to router: Router<APIContext>) {
        router.get("api/v1/openapi.json") { request, _ in
            JSONAnswer.tagged(OpenAPIDocument.json, for: request)
        }
    }
}
