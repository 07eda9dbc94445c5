import JobModel
import LinuxSystem
import NIOCore

/// One end of a connection that carries bytes both ways, whatever they mean: what comes in here goes out at the other.
///
/// It stands before everything else on its connection, so that nothing that speaks HTTP there sees or says anything any
/// more. An end reads on only when the other one can write: whoever does not read slows the one who sends, and costs no
/// memory here. Both belong to one event loop.
final class TunnelEnd: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let clock: any TimeSource
    private var other: TunnelEnd?
    private var context: ChannelHandlerContext?
    /// When bytes came last.
    private(set) var lastActivity: MonotonicTime
    private var isReading = false
    private var isEnding = false

    init(clock: any TimeSource) {
        self.clock = clock
        lastActivity = clock.monotonicTime()
    }

    /// Both must be in their pipelines; bytes flow from then on.
    static func join(_ one: TunnelEnd, _ other: TunnelEnd) {
        (one.other, other.other) = (other, one)
        one.readOn()
        other.readOn()
    }

    /// Sends what does not come from the other end.
    func send(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Closes the connection when everything is sent that was to be; at the latest when its client does not read for as
    /// long as the limits of connections allow.
    func end() {
        guard let context, !isEnding else { return }
        isEnding = true
        let last = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        last.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: last)
    }

    // MARK: life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        context = nil
        let left = other
        other = nil
        left?.end()
    }

    // MARK: bytes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = clock.monotonicTime()
        isReading = false
        guard let other, let target = other.context else { return }
        target.write(other.wrapOutboundOut(unwrapInboundIn(data)), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        other?.context?.flush()
        readOn()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { other?.readOn() }
        // Whoever watches over clients that do not read must know of it.
        context.fireChannelWritabilityChanged()
    }

    private func readOn() {
        guard !isReading, let context, other?.context?.channel.isWritable == true else { return }
        isReading = true
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who sends no more has left: what is a conversation has no halves.
        if case .inputClosed? = event as? ChannelEvent { return end() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: what the handlers behind want, which know nothing of it

    func read(context: ChannelHandlerContext) {}

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.ioOnClosedChannel)
    }

    func flush(context: ChannelHandlerContext) {}

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.close(promise: promise)
    }
}
