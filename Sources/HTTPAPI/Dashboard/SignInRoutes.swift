import Accounts
import Dashboard
import HTTPTypes
import Hummingbird
import JobModel

/// `/ui/sign-in` and `/ui/sign-out`.
struct SignInRoutes: Sendable {
    static let path = "/ui/sign-in"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/sign-in") { request, _ in
            PageAnswer.page(SignInPage.page(next: SignInPage.safe(request.query["next"])), for: request)
        }
        router.post("ui/sign-in") { request, context in try await signIn(request, context) }
        router.post("ui/sign-out") { _, context in
            try await BrowserSession(services: services).end(context)
            var response = PageAnswer.redirect(to: Self.path)
            response.headers[.setCookie] = SessionCookie.removal
            return response
        }
    }

    private func signIn(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try await FormBody(request)
        let next = SignInPage.safe(form["next"])
        let credentials = BasicCredentials(name: form["user"], password: form["password"])
        do {
            let begun = try await BrowserSession(services: services).begin(credentials, request, context)
            var response = PageAnswer.redirect(to: next)
            response.headers[.setCookie] = begun.cookie
            return response
        } catch let answer as ProblemAnswer where answer.status != .forbidden {
            let page = SignInPage.page(next: next, failure: answer.detail, user: form["user"])
            return PageAnswer.page(page, status: answer.status, for: request)
        }
    }
}
