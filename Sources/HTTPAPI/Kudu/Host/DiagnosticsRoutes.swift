import Hummingbird
import JobModel
import LinuxSystem

/// The original's routes for settings of diagnostics.
///
/// Nothing here acts on them: a site may read the file, and clients find what they have written.
struct DiagnosticsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/diagnostics/settings", "diagnostics/settings"] {
            router.get("\(path)") { _, _ in JSONAnswer.response(.object(try await values())) }
            router.post("\(path)") { request, _ in
                let body = try await request.collected(upTo: DiagnosticsSettings.maximumSize)
                guard !body.isEmpty else { throw ProblemAnswer(.badRequest, "send the settings as a JSON object") }
                let object = try JSONBody(body).object
                return try await change { try $0.set(object) }
            }
            router.get("\(path)/:name") { _, context in
                let name = context.settingName
                guard let value = try await values()[name] else {
                    throw ProblemAnswer(.notFound, "there is no setting \"\(name)\"")
                }
                return JSONAnswer.response(value)
            }
            // Also for one that is not there, as in the original.
            router.delete("\(path)/:name") { _, context in
                let name = context.settingName
                return try await change { try $0.remove(name) }
            }
        }
    }

    private func values() async throws -> JSONObject {
        try await services.blocking.perform { try services.diagnostics.values() }
    }

    private func change(_ edit: @escaping @Sendable (DiagnosticsSettings) throws -> Void) async throws -> Response {
        try await services.blocking.perform { try edit(services.diagnostics) }
        return Response(status: .noContent)
    }
}
