import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import NIOCore
import Notifications

/// The original's routes for web hooks: addresses that want to hear of deployments, of the ends of runs, or of what
/// somebody publishes.
struct KuduHookRoutes: Sendable {
    private static let prefixes = ["api/hooks", "hooks"]

    let services: APIServices

    func add(to router: Router<APIContext>) {
        let hooks = services.notifier.hooks
        for prefix in Self.prefixes {
            router.get("\(prefix)") { _, _ in JSONAnswer.response(.array(hooks.all.map(\.json))) }
            router.post("\(prefix)") { request, _ in try await subscribe(request) }
            router.get("\(prefix)/:id") { _, context in
                let id = context.parameters.get("id") ?? ""
                guard let hook = hooks[id] else { throw ProblemAnswer(.notFound, "there is no hook \"\(id)\"") }
                return JSONAnswer.response(hook.json)
            }
            router.delete("\(prefix)/:id") { _, context in
                let id = context.parameters.get("id") ?? ""
                _ = try await services.blocking.perform { try hooks.remove(id) }
                return Response(status: .ok)
            }
            router.post("\(prefix)/publish/:event") { request, context in try await publish(request, context) }
        }
    }

    private func subscribe(_ request: Request) async throws -> Response {
        let body = try await JSONBody(request)
        guard !body.object.members.isEmpty else {
            throw ProblemAnswer(.badRequest, "the body must be an object with \"url\" and \"event\"")
        }
        let (url, event) = (try body.text("url"), try body.text("event"))
        let isInsecure = body.object["insecure_ssl"]?.bool ?? false
        let (hooks, now) = (services.notifier.hooks, services.clock.wallTime())
        do {
            let hook = try await services.blocking.perform {
                try hooks.add(url: url, event: event, isInsecure: isInsecure, now: now)
            }
            return JSONAnswer.response(hook.json, status: .created)
        } catch let fault as HookFault {
            throw ProblemAnswer(Self.status(fault), "\(fault)")
        }
    }

    private static func status(_ fault: HookFault) -> HTTPResponse.Status {
        switch fault {
        case .address, .event: .badRequest
        case .conflict, .tooMany: .conflict
        case .notWritten: .internalServerError
        }
    }

    private func publish(_ request: Request, _ context: APIContext) async throws -> Response {
        let event = QueryString.decode(context.parameters.get("event") ?? "", plusIsBlank: false)
        guard HookStore.isEventName(event) else { throw ProblemAnswer(.badRequest, "\(HookFault.event)") }
        var body = try await request.body.collect(upTo: APIContext.maximumCollectedBody)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        let content: JSONValue
        do {
            content = try JSONValue.parseStrictly(bytes)
        } catch {
            throw ProblemAnswer(.badRequest, "the body is not JSON: \(error)")
        }
        _ = await services.notifier.publish(event, content)
        return Response(status: .ok)
    }
}
