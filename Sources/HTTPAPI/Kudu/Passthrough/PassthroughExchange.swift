import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request passed on to a job over a connection of its own, and the job's answer, both as they come.
struct PassthroughExchange: Sendable {
    /// Jobs are on this machine: a connection is made at once or not at all.
    private static let connectTimeout = TimeAmount.seconds(5)

    let channel: any Channel
    private let parts: NIOLoopBound<AnswerParts>
    private let answer: EventLoopPromise<HTTPClientResponsePart>
    /// Seconds that the job may take for nothing: to take a piece of the body, or to begin its answer.
    private let limit: Int

    static func connect(
        to port: Int,
        on eventLoop: any EventLoop,
        limit: Int
    ) async throws -> PassthroughExchange {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let connection = ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .connectTimeout(connectTimeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(leftOverBytesStrategy: .forwardBytes)
                    try channel.pipeline.syncOperations.addHandler(AnswerParts(channel.eventLoop))
                }
            }
            .connect(to: address)
        do {
            return try await connection.flatMapThrowing { channel in
                let parts = try channel.pipeline.syncOperations.handler(type: AnswerParts.self)
                return PassthroughExchange(
                    channel: channel,
                    parts: NIOLoopBound(parts, eventLoop: channel.eventLoop),
                    answer: channel.eventLoop.makePromise(),
                    limit: limit
                )
            }.get()
        } catch {
            throw PassthroughError.refused(port: port)
        }
    }

    /// Sends the request, of which the body may come slowly; the answer's head is what this returns.
    ///
    /// The body goes on being sent afterwards: a job may answer while it reads.
    func begin(_ head: HTTPRequestHead, _ body: RequestBody) async throws -> (HTTPResponseHead, Task<Void, Never>) {
        next().cascade(to: answer)
        // Ended by `end`, which whoever gets it must call.
        let sending = Task { await send(head, body) }
        do {
            guard case .head(let head) = try await answer.futureResult.get() else {
                throw PassthroughError.brokeOff("its answer has no head")
            }
            return (head, sending)
        } catch {
            await end(sending)
            throw (error as? PassthroughError) ?? PassthroughError.brokeOff("\(error)")
        }
    }

    /// The next piece of the answer's body; `nil` behind the last.
    func nextPiece() async throws -> ByteBuffer? {
        switch try await next().get() {
        case .body(let piece): piece
        case .head, .end: nil
        }
    }

    /// Ends the reading of HTTP, behind an answer that switches to something else; what came behind that answer is what
    /// this returns.
    func leaveHTTP(_ sending: Task<Void, Never>) async throws -> ByteBuffer {
        await sending.value
        let (removed, rest) = try await channel.eventLoop.submit { [channel] in
            let (rest, pipeline) = (LeftOverBytes(), channel.pipeline.syncOperations)
            let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(rest, position: .after(decoder.handler))
            let bound = NIOLoopBound(rest, eventLoop: channel.eventLoop)
            return (pipeline.removeHandler(context: decoder), bound)
        }.get()
        return try await removed.map { rest.value.bytes }.get()
    }

    func end(_ sending: Task<Void, Never>) async {
        channel.close(promise: nil)
        // The body has one reader at a time: who takes the rest must not come before this one has gone.
        sending.cancel()
        await sending.value
    }

    private func next() -> EventLoopFuture<HTTPClientResponsePart> {
        channel.eventLoop.flatSubmit { [parts] in parts.value.next() }
    }

    private func send(_ head: HTTPRequestHead, _ body: RequestBody) async {
        do {
            try await write(.head(head))
            for try await piece in body { try await write(.body(.byteBuffer(piece))) }
            try await write(.end(nil))
            failLater(answer)
        } catch let error as PassthroughError {
            answer.fail(error)
        } catch {
            // Either the job closed the connection, and may have answered before; or the client has gone.
            if !Task.isCancelled, channel.isActive { channel.close(promise: nil) }
        }
    }

    private func write(_ part: HTTPClientRequestPart) async throws {
        let written = channel.eventLoop.makePromise(of: Void.self)
        let timer = failLater(written)
        channel.writeAndFlush(part, promise: written)
        defer { timer.cancel() }
        try await written.futureResult.get()
    }

    /// What has been fulfilled until then stays as it is.
    @discardableResult
    private func failLater<Value: Sendable>(_ promise: EventLoopPromise<Value>) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .seconds(Int64(limit))) { [limit] in
            promise.fail(PassthroughError.noAnswer(after: limit))
        }
    }
}
