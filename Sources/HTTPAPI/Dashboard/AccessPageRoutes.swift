import Accounts
import Dashboard
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// `/ui/access`: accounts, tokens and sessions.
struct AccessPageRoutes: Sendable {
    private static let path = "/ui/access"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/access") { request, context in
            PageAnswer.page(AccessPage.page(try await model(context)), for: request)
        }
        router.post("ui/access/tokens") { request, context in try await makeToken(request, context) }
        router.post("ui/access/tokens/revoke") { request, _ in
            let (id, tokens) = (try await FormBody(request)["id"], services.authenticator.tokens)
            try await services.blocking.perform { try tokens.remove(id) }
            return Self.done("It is worth nothing any more.")
        }
        let store = services.authenticator.store
        router.post("ui/access/accounts") { request, context in
            let (name, password) = (try AccountName(try await FormBody(request)["name"]), try GeneratedPassword().text)
            try await services.blocking.perform { _ = try store.add(name, password: password) }
            return try Self.told(password, of: name, request, context)
        }
        router.post("ui/access/accounts/password") { request, context in
            let (name, password) = (try AccountName(try await FormBody(request)["name"]), try GeneratedPassword().text)
            try await services.blocking.perform { try store.setPassword(password, of: name) }
            return try Self.told(password, of: name, request, context)
        }
        router.post("ui/access/accounts/remove") { request, _ in
            let name = try AccountName(try await FormBody(request)["name"])
            try await services.blocking.perform { try store.remove(name) }
            return Self.done("\(name.text) cannot sign in any more.")
        }
    }

    private func model(_ context: APIContext) async throws -> AccessModel {
        let authenticator = services.authenticator
        let now = services.clock.wallTime()
        var model = AccessModel(viewer: try context.viewer(), moments: services.moments)
        (model.accounts, model.tokens) = try await services.blocking.perform {
            let tokens = try authenticator.tokens.list(at: now)
            return (
                try authenticator.store.list().map(\.name.text),
                tokens.map { AccessModel.Token($0, lastUse: authenticator.uses.last(of: $0.id)) }
            )
        }
        if case .token(let token) = context.identity { model.ownSession = token.id }
        model.scopes = Scope.allCases.sorted().map { AccessModel.Scope($0.rawValue, Self.meaning($0)) }
        model.jobs = await services.host.reports().compactMap { report in
            (try? JobName(report.name)).map { "\(JobID(type: report.type, name: $0))" }
        }
        return model
    }

    private static func meaning(_ scope: Scope) -> String {
        switch scope {
        case .read: "see jobs, runs, logs and deployments"
        case .run: "start and stop jobs and their runs"
        case .deploy: "change what the site consists of: git, zip, API"
        case .admin: "everything, other people’s tokens included"
        }
    }

    private func makeToken(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try await FormBody(request)
        let scopes = Set(form.all("scope").compactMap(Scope.init(rawValue:)))
        let job = form["job"].isEmpty ? nil : JobID(path: form["job"])
        guard job != nil || form["job"].isEmpty else {
            throw ProblemAnswer(.badRequest, "\"\(form["job"])\" is no job")
        }
        let lifetime = form["lifetime"].isEmpty ? nil : DurationText.parse(form["lifetime"])
        guard lifetime != nil || form["lifetime"].isEmpty else {
            throw ProblemAnswer(.badRequest, "\"\(form["lifetime"])\" is no span of time such as 12h or 90d")
        }
        let (name, now, tokens) = (form["name"], services.clock.wallTime(), services.authenticator.tokens)
        let made = try await services.blocking.perform {
            try tokens.add(name, Grant(scopes, job: job), expires: lifetime.map { now + $0 }, at: now)
        }
        context.auditNote?.text = made.token.summary
        let page = AccessPage.once(
            "The token \(name)",
            made.text.text,
            hint: "As a header: Authorization: Bearer TOKEN. With git, it is the password of any user name.",
            viewer: try context.viewer()
        )
        return PageAnswer.page(page, for: request)
    }

    private static func told(
        _ password: String,
        of name: AccountName,
        _ request: Request,
        _ context: APIContext
    ) throws -> Response {
        let page = AccessPage.once(
            "The password of \(name.text)",
            password,
            hint: "\(name.text) signs in with it here and with git.",
            viewer: try context.viewer()
        )
        return PageAnswer.page(page, for: request)
    }

    private static func done(_ words: String) -> Response {
        PageAnswer.redirect(to: path, notice: Notice(words))
    }
}

extension AccessModel.Token {
    fileprivate init(_ token: AccessToken, lastUse: Timestamp?) {
        self.init(
            id: token.id,
            name: token.name,
            scopes: token.grant.scopes.sorted().map(\.rawValue),
            job: token.grant.job,
            session: token.session?.text,
            created: token.created,
            expires: token.expires,
            lastUse: lastUse
        )
    }
}
