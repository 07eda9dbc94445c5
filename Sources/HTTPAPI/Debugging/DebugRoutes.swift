import Glibc
import HTTPTypes
import Hummingbird
import JobDebugging
import JobHosting
import JobModel
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix
import ProcessSupervision

/// `/api/v1/jobs/TYPE/NAME/debug`: a process of a continuous job under its debugger, and connections to that.
struct DebugRoutes: Sendable {
    /// What such a connection goes on with instead of HTTP: the debugger's own bytes.
    static let upgrade = "nyala-debug"
    static let path = "api/v1/jobs/:type/:name/debug"

    /// How long one look at whether a debugger is installed may take.
    private static let checkTimeout: Duration = .seconds(20)
    private static let connectTimeout = TimeAmount.seconds(5)
    /// A session has an end of its own.
    private static let idle: Duration = .seconds(7 * 24 * 3600)

    let services: APIServices
    let sessions: DebugSessions

    func add(to router: Router<APIContext>) {
        router.get("\(Self.path)") { request, context in
            let (offer, _) = try await offer(request, context)
            return JSONAnswer.response(Self.shape(offer))
        }
        router.post("\(Self.path)") { request, context in try await begin(request, context) }
        router.get("\(Self.path)/:session/connection") { request, context in try await connect(request, context) }
    }

    // MARK: what would be

    /// With the words of the check that found the debugger.
    private func offer(_ request: Request, _ context: APIContext) async throws -> (DebugOffer, words: [String]) {
        let id = JobID(type: try context.jobType(), name: try context.jobName())
        let instance = try request.query.number("instance", in: 0...9999) ?? 0
        let offer = try await services.host.debugOffer(id, instance: instance)
        guard !offer.plan.checks.isEmpty else { return (offer, []) }
        for check in offer.plan.checks {
            var tool = ToolRunner.Tool(check.command, in: offer.root, environment: offer.environment)
            tool.user = offer.user
            let end = await services.tools.run(tool, timeout: Self.checkTimeout) { _ in }
            if end == .code(0) { return (offer, check.words) }
        }
        throw DebugRefusal.impossible(id.name.text, .notInstalled(offer.plan.debugger, program: offer.program))
    }

    private static func shape(_ offer: DebugOffer) -> JSONValue {
        .object([
            "debugger": .string(offer.plan.debugger.rawValue),
            "title": .string(offer.plan.debugger.title),
            "usual_port": .integer(offer.plan.debugger.usualPort),
            "calls_back": .bool(offer.plan.debugger.callsBack),
            "instance": .integer(offer.index),
        ])
    }

    // MARK: a session

    private func begin(_ request: Request, _ context: APIContext) async throws -> Response {
        let waits = try request.query.flag("wait")
        let (offer, words) = try await offer(request, context)
        let calls = offer.plan.debugger.callsBack ? try await DebugCalls.listen(on: context.eventLoop) : nil
        let session: DebugSession
        do {
            session = try await services.host.beginDebugging(
                offer,
                by: context.identity?.name ?? "",
                port: calls?.port,
                waits: waits,
                words: words
            )
        } catch {
            calls?.end()
            throw error
        }
        sessions.add(.init(session: session, calls: calls))
        calls?.announce(in: session)
        let (auditing, sessions) = (services.auditing, sessions)
        let stream = DebugStream(session: session, services: services) { reason in
            guard sessions.remove(session) else { return }
            auditing.record(request, context, .ok, "the debug session of instance \(session.index) ended: \(reason)")
        }
        await stream.watch(context.channel)
        do {
            try await services.host.debuggerIsUp(session)
        } catch {
            // It never began: what is thrown is all there is to be written down.
            _ = sessions.remove(session)
            throw error
        }
        context.auditNote?.text = "a debug session of instance \(session.index) began, with \(session.debugger.title)"
        return stream.response(context)
    }

    // MARK: its connections

    private func connect(_ request: Request, _ context: APIContext) async throws -> Response {
        let id = JobID(type: try context.jobType(), name: try context.jobName())
        guard let entry = sessions.find(context.part("session"), id) else {
            throw ProblemAnswer(.notFound, "there is no such debug session of the job \"\(id.name)\"")
        }
        guard request.method == .get, request.headers[.upgrade]?.lowercased() == Self.upgrade else {
            throw ProblemAnswer(.upgradeRequired, "this takes \"Connection: Upgrade\" and \"Upgrade: \(Self.upgrade)\"")
        }
        guard sessions.connections.take() else {
            throw ProblemAnswer(
                .serviceUnavailable,
                "as many connections to debuggers (\(sessions.connections.count)) are open as this host bears"
            )
        }
        defer { sessions.connections.leave() }
        let job = try await channel(entry, request, context)
        let head = HTTPResponseHead(
            version: .http1_1,
            status: .switchingProtocols,
            headers: HTTPHeaders([("Upgrade", Self.upgrade)])
        )
        let tunnel: PassthroughTunnel
        do {
            tunnel = try await PassthroughTunnel.open(
                client: context.channel,
                job: job,
                head: head,
                early: ByteBuffer(),
                clock: services.clock
            )
        } catch {
            job.close(promise: nil)
            throw error
        }
        let (services, identity) = (services, context.identity)
        try await tunnel.run(idle: Self.idle, clock: services.clock) {
            entry.session.endReason == nil && services.stillKnows(identity)
        }
        // Nobody is there any more to read it.
        return Response(status: .switchingProtocols)
    }

    /// A connection to the debugger, or the one that the job has made.
    private func channel(
        _ entry: DebugSessions.Entry,
        _ request: Request,
        _ context: APIContext
    ) async throws -> any Channel {
        let session = entry.session
        if let calls = entry.calls {
            guard let number = try request.query.number("call", in: 1...Int.max), let channel = calls.fetch(number)
            else {
                throw ProblemAnswer(.notFound, "there is no such call of the job")
            }
            return channel
        }
        let bootstrap = ClientBootstrap(group: context.eventLoop)
            .channelOption(.autoRead, value: false)
            .connectTimeout(Self.connectTimeout)
        do {
            if session.debugger.usesStreams {
                guard let streams = session.takeStreams() else {
                    throw ProblemAnswer(.conflict, "\(session.debugger.title) takes one connection, and has had it")
                }
                // The channel closes what it gets.
                let copy = fcntl(streams.number, F_DUPFD_CLOEXEC, 0)
                return try await bootstrap.withConnectedSocket(copy).get()
            }
            return try await bootstrap.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: session.port))
                .get()
        } catch let answer as ProblemAnswer {
            throw answer
        } catch {
            throw ProblemAnswer(.badGateway, "\(session.debugger.title) takes no connection: \(error)")
        }
    }
}
