import HTTPTypes
import JobModel
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sees that one connection keeps to its ``ConnectionLimits``: it counts it, ends its waits, and answers what is no
/// request.
///
/// It stands between the parser and the server, on the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private let ledger: ConnectionLedger
    private let clock: any TimeSource
    private var state: ConnectionState
    /// The address that was counted.
    private var address: String?
    private var timer: Scheduled<Void>?
    private var timerDeadline: MonotonicTime?
    /// The client was told that the connection ends with this answer.
    private var isLast = false
    /// The client would go on with something else than HTTP, so the parser reads nothing behind the request.
    private var isUpgrade = false

    init(_ limits: ConnectionLimits, _ ledger: ConnectionLedger, clock: any TimeSource) {
        self.limits = limits
        self.ledger = ledger
        self.clock = clock
        state = ConnectionState(limits, now: clock.monotonicTime())
    }

    // MARK: life

    func handlerAdded(context: ChannelHandlerContext) {
        // A pipeline without a codec is a test's own.
        let codec = try? context.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self)
        if let codec {
            // It stands in the same pipeline, on the same loop.
            try? context.pipeline.syncOperations.addHandler(HeadRules(), position: .before(codec.handler))
        }
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard address == nil, !state.isLeaving else { return }
        // With the last file gone no connection could be taken from the kernel, nor left with it: the loop would try for ever.
        if OpenFileLimit.lowestFree >= OpenFileShares.connections(of: OpenFileLimit.current) {
            refuse(
                ProblemAnswer(.serviceUnavailable, "This host has as many files open as it may; try again."),
                context
            )
            return context.close(promise: nil)
        }
        let address = context.channel.remoteAddress?.ipAddress ?? ""
        switch ledger.enter(address, limits) {
        case .welcome:
            self.address = address
            arm(context)
        case .tooManyFromAddress:
            let detail = "Too many connections are open from this address; close some."
            refuse(ProblemAnswer(.tooManyRequests, detail), context)
        case .tooMany:
            refuse(ProblemAnswer(.serviceUnavailable, "Too many connections are open; try again."), context)
        }
    }

    private func end() {
        timer?.cancel()
        timer = nil
        if let address { ledger.leave(address) }
        address = nil
    }

    // MARK: what comes and goes

    func read(context: ChannelHandlerContext) {
        note(.readAsked, context)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let isLeaving = state.isLeaving
        switch unwrapInboundIn(data) {
        case .head(let head):
            if isLeaving { return }
            isUpgrade = Self.isUpgrade(head)
            note(.headRead, context)
        case .body(let bytes):
            note(.bodyRead(bytes: bytes.readableBytes), context)
            if isLeaving { return }
        case .end:
            // What was refused by an answer of this handler's own has no end.
            if isLeaving, !state.isReading { return }
            note(.requestRead, context)
            if isLast, !state.hasOpenRequest { context.close(promise: nil) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            let isError = head.status.kind == .clientError || head.status.kind == .serverError
            // What is left of the request need not be sent.
            guard isUpgrade || (state.isReading && isError) else { break }
            head.headerFields[.connection] = "close"
            isLast = true
            return context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            break
        case .end:
            note(.answerEnded, context)
            guard isUpgrade else { break }
            // A further request would never be read.
            context.writeAndFlush(data, promise: promise)
            return context.close(mode: .output, promise: nil)
        }
        context.write(data, promise: promise)
    }

    private static func isUpgrade(_ head: HTTPRequest) -> Bool {
        head.headerFields[.upgrade] != nil
            && head.headerFields[values: .connection].contains { $0.lowercased().contains("upgrade") }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        note(.writable(context.channel.isWritable), context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What is behind the fault cannot be told from what was meant.
        if state.isLeaving { return }
        guard let fault = ConnectionFault(error), !state.hasOpenRequest else { return context.fireErrorCaught(error) }
        refuse(fault.answer, context)
    }

    // MARK: time

    private func note(_ event: ConnectionState.Event, _ context: ChannelHandlerContext) {
        state.handle(event, now: clock.monotonicTime())
        arm(context)
    }

    /// A timer that comes too early sets itself again: cheaper than moving it with every event.
    private func arm(_ context: ChannelHandlerContext) {
        guard address != nil || state.isLeaving, let deadline = state.deadline else { return }
        if let timerDeadline, timer != nil, timerDeadline <= deadline { return }
        timer?.cancel()
        timerDeadline = deadline
        let delay = max(.zero, deadline - clock.monotonicTime())
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: .nanoseconds(delay.inNanoseconds)) {
            bound.value.handler.expire(bound.value.context)
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        timer = nil
        switch state.expire(now: clock.monotonicTime()) {
        case .close:
            context.close(promise: nil)
        case .refuse:
            refuse(ConnectionFault.slowHead.answer, context)
        case .endBody:
            state.handle(.bodyRead(bytes: 0), now: clock.monotonicTime())
            context.fireErrorCaught(ConnectionFault.slowBody)
        case nil:
            arm(context)
        }
    }

    /// Answers by itself, without the server knowing of a request.
    private func refuse(_ answer: ProblemAnswer, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(bytes: answer.value.serialized())
        let head = HTTPResponse(
            status: answer.status,
            headerFields: [
                .contentType: ProblemAnswer.contentType, .contentLength: "\(body.readableBytes)", .connection: "close",
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        note(.refused, context)
        // The client reads the answer and closes; the timer does it for one that does not.
        context.close(mode: .output, promise: nil)
    }
}
