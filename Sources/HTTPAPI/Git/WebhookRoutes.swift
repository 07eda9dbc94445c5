import Accounts
import Deployments
import HTTPTypes
import Hummingbird
import JobModel
import SiteSettings

/// `POST /deploy`: a code host, or anybody with an account, says that there is something new to fetch.
struct WebhookRoutes: Sendable {
    static let path = "/deploy"
    /// Bytes; GitHub sends no more.
    private static let maximumBody = 25 * 1024 * 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.post("deploy") { request, context in try await deploy(request, context) }
    }

    private func deploy(_ request: Request, _ context: APIContext) async throws -> Response {
        let bytes = try await request.collected(upTo: Self.maximumBody)
        let isSigned = context.identity == nil
        if isSigned { try checkSignature(of: bytes, request) }
        if request.headers[.webhookEvent] == "ping" { return Self.answer("pong") }
        if let event = Self.otherEvent(request) {
            return Self.answer("Nothing to deploy: this is no push but \(event).")
        }
        let payload = try WebhookPayload(bytes, contentType: request.headers[.contentType] ?? "")
        let settings = services.settings.current()
        let wanted = try await services.deployer.deploymentBranch() ?? payload.defaultBranch
        if let reason = payload.reasonToIgnore(deploying: wanted) { return Self.answer(reason) }
        // Who only signs a message has the one repository fetched that the site names.
        guard let url = settings.deployRemote ?? (isSigned ? nil : payload.url) else {
            throw ProblemAnswer(
                .conflict,
                "The site does not say what to fetch; set \"deploy.remote\" in its settings to the address of a repository."
            )
        }
        let remote = try RemoteBranch(url, branch: payload.branch ?? wanted, allowsPaths: settings.deployRemote != nil)
        let author = isSigned ? payload.sender ?? "webhook" : context.author
        let origin = Deployer.Origin(deployer: "webhook", author: author, message: "")
        let deployer = services.deployer
        let record = try await deployer.announce(origin)
        guard isSigned || request.query["isAsync"]?.lowercased() == "true" else {
            try await deployer.deploy(from: remote, origin, announced: record) { _ in }
            return Response(status: .ok)
        }
        // Code hosts wait for seconds only; whoever wants to know asks for the deployment.
        Task {
            try? await deployer.deploy(from: remote, origin, announced: record) { _ in }
        }
        var response = JSONAnswer.response(.object(["id": .string(record.id)]), status: .accepted)
        KuduDeploymentRoutes.addPolling(to: &response, request)
        return response
    }

    /// GitHub's and Gitea's signature of the body, or GitLab's copy of the secret.
    private func checkSignature(of body: [UInt8], _ request: Request) throws {
        guard let secret = services.settings.current().webhookSecret.flatMap(SharedSecret.init) else {
            throw ProblemAnswer(
                .unauthorized,
                "Sign in with an account of this site, or set \"deploy.webhook_secret\" in its settings and sign with that."
            )
        }
        if let signature = request.headers[.hubSignature], signature.hasPrefix("sha256=") {
            if secret.signs(body, as: String(signature.dropFirst("sha256=".count))) { return }
        } else if let signature = request.headers[.giteaSignature] {
            if secret.signs(body, as: signature) { return }
        } else if let token = request.headers[.gitLabToken] {
            if secret.isEqual(to: token) { return }
        } else {
            throw ProblemAnswer(
                .unauthorized,
                "There is no signature: X-Hub-Signature-256, X-Gitea-Signature or X-Gitlab-Token."
            )
        }
        throw ProblemAnswer(.forbidden, "The signature is not made with this site's deploy.webhook_secret.")
    }

    /// What a code host tells of, unless it is a push; one that names no event has only pushes to tell of.
    private static func otherEvent(_ request: Request) -> String? {
        let events: [(name: HTTPField.Name, push: String)] = [
            (.webhookEvent, "push"), (.giteaEvent, "push"), (.gitLabEvent, "Push Hook"),
        ]
        for (name, push) in events {
            if let event = request.headers[name] { return event == push ? nil : event }
        }
        return nil
    }

    private static func answer(_ message: String) -> Response {
        JSONAnswer.response(.object(["message": .string(message)]))
    }
}

extension HTTPField.Name {
    fileprivate static let webhookEvent = constant("X-GitHub-Event")
    fileprivate static let giteaEvent = constant("X-Gitea-Event")
    fileprivate static let gitLabEvent = constant("X-Gitlab-Event")
    fileprivate static let hubSignature = constant("X-Hub-Signature-256")
    fileprivate static let giteaSignature = constant("X-Gitea-Signature")
    fileprivate static let gitLabToken = constant("X-Gitlab-Token")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("a constant, valid name") }
        return name
    }
}
