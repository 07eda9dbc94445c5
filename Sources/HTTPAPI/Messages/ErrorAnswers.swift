import Accounts
import Deployments
import HTTPTypes
import Hummingbird
import JobHosting
import LinuxSystem
import Logging
import NIOCore
import Secrets
import SiteSettings

/// Turns what the services throw into answers: the status a client can act on, the sentence a person can.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = APIContext

    let logger: Logger
    let routes: RouteMethods

    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if let refusal = wrongMethod(error, request) { return refusal }
            let answer = answer(error, request)
            if request.isForPage, request.acceptsPages { return PageAnswer.failure(answer, request, context) }
            return request.isFromARM ? ARMEnvelope.error(answer) : answer.response()
        }
    }

    /// For a path that is there, but takes other methods.
    private func wrongMethod(_ error: any Error, _ request: Request) -> Response? {
        guard let error = error as? HTTPError, error.status == .notFound else { return nil }
        let methods = routes.methods(for: request.uri.path).joined(separator: ", ")
        guard !methods.isEmpty else { return nil }
        let answer = ProblemAnswer(.methodNotAllowed, "'\(request.uri.path)' takes \(methods)")
        var response = request.isFromARM ? ARMEnvelope.error(answer) : answer.response()
        response.headers[.allow] = methods
        return response
    }

    private func answer(_ error: any Error, _ request: Request) -> ProblemAnswer {
        switch error {
        case let answer as ProblemAnswer:
            return answer
        case let refusal as RunRefusal:
            return Self.answer(refusal)
        case let error as JobCommandError:
            return Self.answer(error)
        case let refusal as DebugRefusal:
            return Self.answer(refusal)
        case let error as DeploymentError:
            return Self.answer(error)
        case let error as AccountsError:
            return Self.answer(error)
        case let error as SettingsError:
            return Self.answer(error)
        case let error as SecretsError:
            return Self.answer(error)
        case let error as NIOTooManyBytesError:
            return ProblemAnswer.bodyTooLarge(error.maxBytes ?? 0)
        case let error as HTTPError where error.status == .notFound:
            return ProblemAnswer(.notFound, "No route registered for '\(request.uri.path)'")
        case let error as HTTPError:
            return ProblemAnswer(error.status, error.body ?? error.status.reasonPhrase)
        case is CancellationError:
            return ProblemAnswer(.serviceUnavailable, "The host is shutting down.")
        case let error as SystemError where error.isFull:
            return Self.full("\(error)")
        default:
            // What came of the body is no HTTP, or came too slowly.
            if let fault = ConnectionFault(error) { return fault.answer }
            logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return ProblemAnswer(.internalServerError, "\(error)")
        }
    }

    private static func full(_ reason: String) -> ProblemAnswer {
        let status = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        return ProblemAnswer(status, "the host's disk is full: \(reason)")
    }

    private static func answer(_ refusal: RunRefusal) -> ProblemAnswer {
        switch refusal {
        case .unknownJob: ProblemAnswer(.notFound, "\(refusal)")
        case .alreadyRunning, .tooManyRunning, .queueFull, .waitingForLock, .jobsStopped, .disabled, .problem:
            ProblemAnswer(.conflict, "\(refusal)")
        case .keyReused: ProblemAnswer(.unprocessableContent, "\(refusal)")
        case .hostIsFull: ProblemAnswer(.serviceUnavailable, "\(refusal)")
        case .startFailed, .notRecorded: ProblemAnswer(.internalServerError, "\(refusal)")
        }
    }

    private static func answer(_ error: JobCommandError) -> ProblemAnswer {
        switch error {
        case .unknownJob, .unknownRun: ProblemAnswer(.notFound, "\(error)")
        case .failed, .notRunning, .retryPlanned, .severalRuns: ProblemAnswer(.conflict, "\(error)")
        }
    }

    private static func answer(_ refusal: DebugRefusal) -> ProblemAnswer {
        switch refusal {
        case .unknownJob, .triggered, .unknownInstance: ProblemAnswer(.notFound, "\(refusal)")
        case .notRunning, .taken, .impossible, .cutOff, .failed: ProblemAnswer(.conflict, "\(refusal)")
        }
    }

    private static func answer(_ error: AccountsError) -> ProblemAnswer {
        switch error {
        case .invalidName, .invalidPassword, .invalidToken: ProblemAnswer(.badRequest, "\(error)")
        case .unknownAccount, .unknownToken: ProblemAnswer(.notFound, "\(error)")
        case .nameTaken, .lastAccount: ProblemAnswer(.conflict, "\(error)")
        case .file(_, _, let code) where SystemError(call: "", code: code).isFull: full("\(error)")
        case .cryptography, .file, .broken, .full:
            ProblemAnswer(.internalServerError, "\(error)")
        }
    }

    private static func answer(_ error: SettingsError) -> ProblemAnswer {
        switch error {
        case .invalid, .full: ProblemAnswer(.badRequest, "\(error)")
        case .broken: ProblemAnswer(.conflict, "\(error)")
        case .system(let failure) where failure.isFull: full("\(error)")
        case .system: ProblemAnswer(.internalServerError, "\(error)")
        }
    }

    private static func answer(_ error: SecretsError) -> ProblemAnswer {
        switch error {
        case .invalidValue: ProblemAnswer(.badRequest, "\(error)")
        case .unknownSecret: ProblemAnswer(.notFound, "\(error)")
        case .tooMany: ProblemAnswer(.conflict, "\(error)")
        case .system(let failure) where failure.isFull: full("\(error)")
        // What somebody has to set right on the host.
        case .badKey, .broken, .cryptography, .keyElsewhere, .missingKey, .noMemory, .system, .wrongKey:
            ProblemAnswer(.internalServerError, "\(error)")
        }
    }

    private static func answer(_ error: DeploymentError) -> ProblemAnswer {
        switch error {
        case .refused, .noScript, .badArchive, .badRemote: ProblemAnswer(.badRequest, "\(error)")
        case .unknownDeployment, .unknownEdits: ProblemAnswer(.notFound, "\(error)")
        case .neverActive, .notStarted, .cancelled, .superseded: ProblemAnswer(.conflict, "\(error)")
        case .failed: ProblemAnswer(.internalServerError, "\(error)")
        }
    }
}
