import HTTPTypes
import JobModel
import NIOCore

/// Tells a client that speaks plain HTTP to a port for TLS that it does, and ends what is neither.
///
/// It stands before everything else on the connection and looks at its first byte.
final class PlainTextRefusal: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a connection begins with.
    enum Beginning: Sendable, Hashable {
        case handshake
        /// A letter, as methods of HTTP begin with.
        case plainText
        case neither

        init(_ first: UInt8) {
            switch first {
            case 0x16: self = .handshake
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): self = .plainText
            default: self = .neither
            }
        }
    }

    private enum State {
        case unknown
        case passing
        case refused(Scheduled<Void>)
    }

    private var state = State.unknown

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .passing:
            context.fireChannelRead(data)
        case .refused:
            break
        case .unknown:
            let bytes = unwrapInboundIn(data)
            guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return }
            switch Beginning(first) {
            case .handshake:
                state = .passing
                context.fireChannelRead(data)
            case .plainText: refuse(context)
            case .neither: context.close(promise: nil)
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .refused = state, event as? ChannelEvent == .inputClosed { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .refused(let farewell) = state { farewell.cancel() }
        context.fireChannelInactive()
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let answer = ProblemAnswer(.badRequest, "This port speaks TLS: ask with https:// instead of http://.")
        let body = answer.value.serialized()
        let head = """
            HTTP/1.1 400 Bad Request\r
            Content-Type: \(ProblemAnswer.contentType)\r
            Content-Length: \(body.count)\r
            Connection: close\r
            \r

            """
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Array(head.utf8) + body)), promise: nil)
        context.close(mode: .output, promise: nil)
        // The client reads the answer and closes; the timer does it for one that does not.
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let farewell = TimeAmount.nanoseconds(ConnectionLimits().farewell.inNanoseconds)
        state = .refused(context.eventLoop.scheduleTask(in: farewell) { bound.value.close(promise: nil) })
    }
}
