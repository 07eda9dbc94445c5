import HTTPTypes
import Hummingbird
import JobModel
import SiteSettings

/// What it means for a request and its answer that they travel over TLS.
///
/// It stands before everything else: what comes after finds the scheme in the request, and in the context who the
/// client's certificate says it is.
struct EncryptedRequests: RouterMiddleware {
    typealias Context = APIContext

    /// For so long browsers ask this host over TLS alone, on all its ports; the setting `http.strict_transport` says
    /// otherwise.
    static let strictTransport = Duration.seconds(365 * 86_400)

    let certificate: ServedCertificate
    let settings: AppSettingsStore

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.scheme = "https"
        var context = context
        if certificate.files.clientAuthority != nil { context.clientCertificate = await context.peerCommonName() }
        var response = try await next(Request(head: head, body: request.body), context)
        let age = Self.strictTransport(settings.current())
        if age > .zero { response.headers[.strictTransportSecurity] = "max-age=\(age.components.seconds)" }
        return response
    }

    static func strictTransport(_ settings: AppSettings) -> Duration {
        settings.variables["http.strict_transport"].flatMap(DurationText.parse) ?? strictTransport
    }
}
