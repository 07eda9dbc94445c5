import AuditTrail
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// Writes down who changed what, and who was not let in.
///
/// It stands behind authentication, so that it knows who; what authentication refuses, that writes down itself.
struct Auditing: RouterMiddleware {
    typealias Context = APIContext

    let log: AuditLog
    let clock: any TimeSource

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard Self.changes(request) else { return try await next(request, context) }
        let note = AuditNote()
        var context = context
        context.auditNote = note
        do {
            let response = try await next(request, context)
            record(request, context, response.status, note.text)
            return response
        } catch {
            // Made an answer further out; it is a failure in any case.
            record(request, context, .internalServerError, "\(error)")
            throw error
        }
    }

    func record(_ request: Request, _ context: APIContext, _ status: HTTPResponse.Status, _ detail: String? = nil) {
        let identity = context.identity ?? context.auditNote?.identity
        log.append(
            AuditEntry(
                time: clock.wallTime(),
                who: identity?.name ?? "",
                means: identity?.means ?? "none",
                address: context.remoteAddress ?? "",
                certificate: context.clientCertificate,
                method: request.method.rawValue,
                path: request.uri.path,
                status: status.code,
                detail: detail
            )
        )
    }

    /// For a change that goes on while it is answered: what to call should it fail.
    func failure(of request: Request, _ context: APIContext) -> @Sendable () -> Void {
        { [self] in record(request, context, .unprocessableContent, "it failed or was refused; see its log") }
    }

    /// Fetching with git is a POST that changes nothing.
    static func changes(_ request: Request) -> Bool {
        switch request.method {
        case .get, .head, .options: false
        default: !request.uri.path.hasSuffix("/git-upload-pack")
        }
    }
}
