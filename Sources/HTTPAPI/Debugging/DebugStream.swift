import Glibc
import Hummingbird
import JobDebugging
import JobHosting
import JobModel
import NIOCore
import ServiceLifecycle

/// The answer that lasts as long as a debug session: lines of JSON about it, and a sign of life each second between them.
///
/// When it cannot be written any more, the developer's side is gone and the session ends.
struct DebugStream: Sendable {
    static let contentType = "application/x-ndjson"
    private static let heartbeat = TimeAmount.seconds(1)
    /// How long a client may not have taken what was sent, in milliseconds: it is gone then, though nobody said so.
    private static let patience: Int32 = 30_000
    private static let gone = "whoever debugged it has left"

    let session: DebugSession
    let services: APIServices
    let onEnd: @Sendable (_ reason: String) -> Void

    /// Ends the session with the connection, also where the answer is never written at all.
    func watch(_ channel: any Channel) async {
        await Self.limitSilence(channel)
        channel.closeFuture.whenComplete { _ in endLater(Self.gone) }
    }

    func response(_ context: APIContext) -> Response {
        let (channel, identity) = (context.channel, context.identity)
        return Response(
            status: .ok,
            headers: [.contentType: Self.contentType],
            body: ResponseBody { writer in
                let beat = channel.eventLoop.scheduleRepeatedTask(
                    initialDelay: Self.heartbeat,
                    delay: Self.heartbeat
                ) { [session] _ in session.tell(.quiet) }
                defer { beat.cancel() }
                do {
                    try await writer.write(Self.line(beginning))
                    try await follow(&writer, identity)
                } catch {
                    await end(Self.gone)
                    throw error
                }
                await end(Self.gone)
                // The reason that is known already is a better one.
                try? await writer.write(Self.line(["ended": .string(session.endReason ?? Self.gone)]))
                try await writer.finish(nil)
            }
        )
    }

    private func follow(_ writer: inout any ResponseBodyWriter, _ identity: Identity?) async throws {
        try await withGracefulShutdownHandler {
            for await news in session.news {
                switch news {
                case .call(let number):
                    try await writer.write(Self.line(["call": .integer(number)]))
                case .quiet:
                    guard services.stillKnows(identity) else {
                        return await end("whoever debugged it may not any more")
                    }
                    try await writer.write(ByteBuffer(string: "\n"))
                }
            }
        } onGracefulShutdown: {
            endLater("the host is being stopped")
        }
    }

    private func end(_ reason: String) async {
        await services.host.endDebugging(session, reason)
        onEnd(session.endReason ?? reason)
    }

    private func endLater(_ reason: String) {
        // Nobody waits for this task: a session ends once, and soon.
        Task { await end(reason) }
    }

    private var beginning: JSONObject {
        [
            "session": .string(session.id),
            "debugger": .string(session.debugger.rawValue),
            "title": .string(session.debugger.title),
            "instance": .integer(session.index),
            "since": .string(session.since.description),
            "root": .string(session.root),
            "calls_back": .bool(session.debugger.callsBack),
        ]
    }

    private static func line(_ object: JSONObject) -> ByteBuffer {
        ByteBuffer(bytes: JSONValue.object(object).serialized() + [10])
    }

    /// Has the kernel close a connection whose other end has silently gone.
    private static func limitSilence(_ channel: any Channel) async {
        guard channel.remoteAddress?.ipAddress != nil, let socket = channel as? any SocketOptionProvider else { return }
        // Without it the session lasts until the kernel gives up by itself.
        try? await socket.unsafeSetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: CInt(IPPROTO_TCP)),
            name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT),
            value: patience
        ).get()
    }
}
