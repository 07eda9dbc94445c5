import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import NIOCore
import NIOHTTP1
import SiteSettings

/// Requests to a continuous job that serves some itself: they are passed on to its `WEBJOBS_PORT`, and its answers back.
struct PassthroughRoutes: Sendable {
    private static let methods: [HTTPRequest.Method] = [.get, .head, .put, .post, .delete, .patch, .options]

    let services: APIServices
    /// Connections to jobs that are no HTTP any more.
    private let tunnels: Seats

    init(services: APIServices) {
        self.services = services
        tunnels = Seats(count: ConnectionLimits(services.settings.current()).tunnels)
    }

    func add(to router: Router<APIContext>) {
        for prefix in KuduJobRoutes.prefixes(.continuous) {
            // The prefix, the name, and `passthrough` itself.
            let depth = prefix.split(separator: "/").count + 2
            for method in Self.methods {
                for path in ["\(prefix)/:name/passthrough", "\(prefix)/:name/passthrough/**"] {
                    router.on("\(path)", method: method) { request, context in
                        try await pass(request, context, Self.target(request, depth: depth))
                    }
                }
            }
        }
    }

    /// What is asked of the job: the rest of the path, as it was written, and the query.
    static func target(_ request: Request, depth: Int) -> String {
        target(path: request.uri.path, query: request.uri.query, depth: depth)
    }

    static func target(path: String, query: String?, depth: Int) -> String {
        var rest = Substring(path)
        for _ in 0..<depth { rest = rest.drop { $0 == "/" }.drop { $0 != "/" } }
        let path = rest.isEmpty ? "/" : String(rest)
        return query.map { "\(path)?\($0)" } ?? path
    }

    private func pass(_ request: Request, _ context: APIContext, _ target: String) async throws -> Response {
        let name = try context.jobName()
        guard let report = await services.host.report(.continuous, name.text) else {
            throw ProblemAnswer(.notFound, "there is no continuous job named \"\(name)\"")
        }
        guard let port = report.port else {
            throw ProblemAnswer(.serviceUnavailable, "the job \"\(name)\" does not run")
        }
        let upgrade = PassthroughHeaders.upgrade(request.headers, request.method)
        do {
            let exchange = try await PassthroughExchange.connect(
                to: port,
                on: context.channel.eventLoop,
                limit: Int(services.settings.current().passthroughTimeout.components.seconds)
            )
            let head = HTTPRequestHead(
                version: .http1_1,
                method: HTTPMethod(rawValue: request.method.rawValue),
                uri: target,
                headers: PassthroughHeaders.request(
                    request.headers,
                    method: request.method,
                    port: port,
                    .init(client: context.remoteAddress, scheme: request.scheme, host: request.publicHost),
                    upgrade: upgrade
                )
            )
            let (answer, sending) = try await exchange.begin(head, request.body)
            if answer.status == .switchingProtocols {
                return try await goOn(answer, exchange, sending, isWanted: upgrade != nil, context)
            }
            return await Self.response(answer, exchange, sending, isHead: request.method == .head)
        } catch let error as PassthroughError {
            throw ProblemAnswer(Self.status(error), "\(error)")
        }
    }

    /// Carries bytes both ways until one side ends.
    private func goOn(
        _ head: HTTPResponseHead,
        _ exchange: PassthroughExchange,
        _ sending: Task<Void, Never>,
        isWanted: Bool,
        _ context: APIContext
    ) async throws -> Response {
        guard isWanted else {
            await exchange.end(sending)
            throw PassthroughError.brokeOff("it goes on with a protocol that nobody asked for")
        }
        guard tunnels.take() else {
            await exchange.end(sending)
            throw ProblemAnswer(
                .serviceUnavailable,
                "as many clients are connected to jobs (\(tunnels.count)) as this host bears; see http.max_tunnels"
            )
        }
        defer { tunnels.leave() }
        let tunnel: PassthroughTunnel
        do {
            let early = try await exchange.leaveHTTP(sending)
            tunnel = try await PassthroughTunnel.open(
                client: context.channel,
                job: exchange.channel,
                head: head,
                early: early,
                clock: services.clock
            )
        } catch {
            await exchange.end(sending)
            throw PassthroughError.brokeOff("\(error)")
        }
        let (services, identity) = (services, context.identity)
        let idle = ConnectionLimits(services.settings.current()).tunnelIdle
        try await tunnel.run(idle: idle, clock: services.clock) { services.stillKnows(identity) }
        // Nobody is there any more to read it.
        return Response(status: .switchingProtocols)
    }

    private static func status(_ error: PassthroughError) -> HTTPResponse.Status {
        switch error {
        case .refused, .brokeOff: .badGateway
        case .noAnswer: .gatewayTimeout
        }
    }

    private static func response(
        _ head: HTTPResponseHead,
        _ exchange: PassthroughExchange,
        _ sending: Task<Void, Never>,
        isHead: Bool
    ) async -> Response {
        let status = HTTPResponse.Status(code: Int(head.status.code), reasonPhrase: head.status.reasonPhrase)
        let fields = PassthroughHeaders.response(head.headers)
        guard !isHead, head.status.mayHaveResponseBody else {
            await exchange.end(sending)
            var response = Response(status: status, headers: fields)
            // Of an answer without its body it is the job's to say how long that would be.
            response.headers[.contentLength] = fields[.contentLength]
            return response
        }
        let body = ResponseBody { writer in
            do {
                while let piece = try await exchange.nextPiece() { try await writer.write(piece) }
            } catch {
                // The client sees that the answer is not whole: its connection ends without the end of the body.
                await exchange.end(sending)
                throw error
            }
            await exchange.end(sending)
            try await writer.finish(nil)
        }
        return Response(status: status, headers: fields, body: body)
    }
}
