import Accounts
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// `/api/v1/accounts`: who may sign in with a password.
struct AccountRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        let store = services.authenticator.store
        router.get("api/v1/accounts") { _, _ in
            let accounts = try await services.blocking.perform { try store.list() }
            return JSONAnswer.response(.array(accounts.map { .object(["name": .string($0.name.text)]) }))
        }
        router.post("api/v1/accounts") { request, _ in
            let body = try await JSONBody(request)
            try body.check(only: "name", "password")
            let name = try AccountName(body.text("name"))
            let given = try body.optionalText("password")
            let password = try given ?? GeneratedPassword().text
            try await services.blocking.perform { _ = try store.add(name, password: password) }
            return Self.answer(name, generated: given == nil ? password : nil, .created)
        }
        router.put("api/v1/accounts/:account/password") { request, context in
            let body = try await JSONBody(request)
            try body.check(only: "password")
            let name = try Self.name(context)
            let given = try body.optionalText("password")
            let password = try given ?? GeneratedPassword().text
            try await services.blocking.perform { try store.setPassword(password, of: name) }
            return Self.answer(name, generated: given == nil ? password : nil, .ok)
        }
        router.delete("api/v1/accounts/:account") { _, context in
            let name = try Self.name(context)
            try await services.blocking.perform { try store.remove(name) }
            return Response(status: .noContent)
        }
    }

    private static func name(_ context: APIContext) throws -> AccountName {
        try AccountName(context.part("account"))
    }

    /// A password that was made here is told once.
    private static func answer(_ name: AccountName, generated: String?, _ status: HTTPResponse.Status) -> Response {
        var object: JSONObject = ["name": .string(name.text)]
        if let generated { object["password"] = .string(generated) }
        return JSONAnswer.response(.object(object), status: status)
    }
}
