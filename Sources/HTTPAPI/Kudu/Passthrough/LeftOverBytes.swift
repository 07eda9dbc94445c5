import NIOCore

/// Catches what came behind the head of an answer, when nothing reads HTTP there any more.
final class LeftOverBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private(set) var bytes = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        bytes.writeBuffer(&piece)
    }
}
