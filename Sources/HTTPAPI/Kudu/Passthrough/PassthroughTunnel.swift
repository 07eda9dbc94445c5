import HTTPTypes
import JobModel
import LinuxSystem
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// A connection between a client and a job that speaks no HTTP any more, such as a WebSocket.
///
/// It ends when either side ends, when no byte has come for ``ConnectionLimits/tunnelIdle``, when the client is not
/// known any more, and with the host.
struct PassthroughTunnel: Sendable {
    /// How often it is looked whether the client is still known, and whether anything has come.
    static let checkInterval = TimeAmount.seconds(2)

    private struct Ends {
        let client: TunnelEnd
        let job: TunnelEnd
    }

    private let eventLoop: any EventLoop
    private let ends: NIOLoopBound<Ends>
    private let closed: EventLoopFuture<Void>

    /// Takes both connections over and sends the job's answer, which is `head`, to the client.
    ///
    /// Both belong to one event loop. `early`: what the job has sent behind its answer.
    static func open(
        client: any Channel,
        job: any Channel,
        head: HTTPResponseHead,
        early: ByteBuffer,
        clock: any TimeSource
    ) async throws -> PassthroughTunnel {
        let answer = answer(head, early)
        return try await client.eventLoop.submit {
            let ends = Ends(client: TunnelEnd(clock: clock), job: TunnelEnd(clock: clock))
            // Behind TLS, before everything that speaks HTTP.
            let encoder = try client.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            try client.pipeline.syncOperations.addHandler(ends.client, position: .before(encoder.handler))
            try job.pipeline.syncOperations.addHandler(ends.job, position: .first)
            ends.client.send(answer)
            TunnelEnd.join(ends.client, ends.job)
            // One that ended before this is not told of it any more.
            if !client.isActive { ends.job.end() }
            if !job.isActive { ends.client.end() }
            return PassthroughTunnel(
                eventLoop: client.eventLoop,
                ends: NIOLoopBound(ends, eventLoop: client.eventLoop),
                closed: client.closeFuture.and(job.closeFuture).map { _ in }
            )
        }.get()
    }

    private static func answer(_ head: HTTPResponseHead, _ early: ByteBuffer) -> ByteBuffer {
        var bytes = ByteBuffer(string: "HTTP/1.1 101 Switching Protocols\r\n")
        for field in PassthroughHeaders.response(head.headers) {
            bytes.writeString("\(field.name.rawName): \(field.value)\r\n")
        }
        bytes.writeString(
            "Connection: Upgrade\r\nUpgrade: \(head.headers.first(name: "upgrade") ?? "websocket")\r\n\r\n"
        )
        bytes.writeImmutableBuffer(early)
        return bytes
    }

    /// Returns when both connections are closed.
    ///
    /// `isWelcome`: whether the client is still one that may be here.
    func run(idle: Duration, clock: any TimeSource, isWelcome: @Sendable () -> Bool) async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                while try await !isClosed(within: Self.checkInterval) {
                    let last = try await eventLoop.submit { [ends] in
                        max(ends.value.client.lastActivity, ends.value.job.lastActivity)
                    }.get()
                    if !isWelcome() || clock.monotonicTime() - last >= idle { close() }
                }
            } onGracefulShutdown: {
                close()
            }
        } onCancel: {
            close()
        }
    }

    private func close() {
        eventLoop.execute { [ends] in
            ends.value.client.end()
            ends.value.job.end()
        }
    }

    private func isClosed(within limit: TimeAmount) async throws -> Bool {
        let answer = eventLoop.makePromise(of: Bool.self)
        let timer = eventLoop.scheduleTask(in: limit) { answer.succeed(false) }
        closed.whenComplete { _ in answer.succeed(true) }
        defer { timer.cancel() }
        return try await answer.futureResult.get()
    }
}
