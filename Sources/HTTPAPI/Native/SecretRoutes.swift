import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import Secrets

/// `/api/v1/secrets`: names of secrets, when each was set and who uses it; never a value.
struct SecretRoutes: Sendable {
    /// Bytes of a body: a value whose every byte is escaped.
    private static let maximumBody = 6 * SecretStore.maximumValue + 1024

    let services: APIServices

    private var store: SecretStore { services.host.secrets }

    func add(to router: Router<APIContext>) {
        router.get("api/v1/secrets") { _, _ in try await list() }
        router.put("api/v1/secrets/:secret") { request, context in
            try await set(try Self.name(context), request)
        }
        router.delete("api/v1/secrets/:secret") { _, context in
            let (name, store) = (try Self.name(context), store)
            try await services.blocking.perform { try store.remove(name) }
            return Response(status: .noContent)
        }
    }

    private static func name(_ context: APIContext) throws -> SecretName {
        let text = context.part("secret")
        do {
            return try SecretName(text)
        } catch {
            throw ProblemAnswer(.badRequest, "\(error)")
        }
    }

    /// Those that jobs ask for and nobody has set are in the list as well, without a time.
    private func list() async throws -> Response {
        let store = store
        let (listed, problem) = try await services.blocking.perform { (try store.list(), store.current().problem) }
        let uses = await services.host.secretUses()
        let times = Dictionary(uniqueKeysWithValues: listed.map { ($0.name, $0.set) })
        let secrets = Set(times.keys).union(uses.keys).sorted().map { shape($0, times[$0], uses[$0] ?? []) }
        return JSONAnswer.response(
            .object(["secrets": .array(secrets), "problem": .optional(problem.map { "\($0)" })])
        )
    }

    /// The body is `{"value": "…"}`, or of any other type than JSON the value itself.
    private func set(_ name: SecretName, _ request: Request) async throws -> Response {
        let mediaType = (request.headers[.contentType] ?? "application/json").prefix { $0 != ";" && $0 != " " }
        let value: [UInt8]
        if mediaType.lowercased() == "application/json" {
            let body = try await JSONBody(request, limit: Self.maximumBody)
            try body.check(only: "value")
            value = Array(try body.text("value").utf8)
        } else {
            value = try await request.collected(upTo: Self.maximumBody)
        }
        let (store, now) = (store, services.clock.wallTime())
        let isNew = try await services.blocking.perform { try store.set(name, to: value, at: now) }
        let uses = await services.host.secretUses()[name] ?? []
        return JSONAnswer.response(shape(name, now, uses), status: isNew ? .created : .ok)
    }

    private func shape(_ name: SecretName, _ set: Timestamp?, _ uses: [JobID]) -> JSONValue {
        .object([
            "name": .string(name.text),
            "set": .optional(set?.rfc3339(decimals: 0)),
            "jobs": .array(uses.map { .string($0.description) }),
        ])
    }
}
