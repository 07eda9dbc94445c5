import NIOCore
import NIOHTTP1

/// Hands out the parts of a job's answer one by one, and reads from the connection only when one is asked for: a slow
/// client slows the job, and costs no memory here.
///
/// It belongs to the event loop of its connection.
final class AnswerParts: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var waiting: EventLoopPromise<HTTPClientResponsePart>?
    /// What came with one reading and was not asked for yet.
    private var parts: [HTTPClientResponsePart] = []
    /// Why nothing comes any more.
    private var failure: (any Error)?

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// The next part; fails when the connection ends before it.
    ///
    /// One at a time.
    func next() -> EventLoopFuture<HTTPClientResponsePart> {
        guard parts.isEmpty else { return eventLoop.makeSucceededFuture(parts.removeFirst()) }
        if let failure { return eventLoop.makeFailedFuture(failure) }
        let promise = eventLoop.makePromise(of: HTTPClientResponsePart.self)
        waiting = promise
        context?.read()
        return promise.futureResult
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        fail(ChannelError.eof)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard let promise = waiting else { return parts.append(part) }
        waiting = nil
        promise.succeed(part)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // What came was no whole part yet.
        if waiting != nil { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        if failure == nil { failure = error }
        waiting?.fail(error)
        waiting = nil
    }
}
