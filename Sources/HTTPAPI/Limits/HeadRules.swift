import NIOCore
import NIOHTTP1

/// Refuses requests that a proxy in front of this host could understand otherwise than the host does, before anything
/// of their headers is put together or left out.
final class HeadRules: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isRefused { return }
        if case .head(let head) = unwrapInboundIn(data), let reason = Self.fault(head) {
            isRefused = true
            return context.fireErrorCaught(ConnectionFault.badHead(reason))
        }
        context.fireChannelRead(data)
    }

    /// Why a request is not taken; `nil` for one that is.
    static func fault(_ head: HTTPRequestHead) -> String? {
        let names = head.headers.filter { $0.name.lowercased() == "host" }.map(\.value)
        let isOld = head.version.major < 1 || (head.version.major == 1 && head.version.minor < 1)
        if !isOld, names.isEmpty { return "it has no Host header" }
        if names.count > 1 { return "it has several Host headers" }
        if let name = names.first, !isHost(name) { return "its Host header is no name or address of a host" }
        let encodings = head.headers.filter { $0.name.lowercased() == "transfer-encoding" }.map(\.value)
        guard !encodings.isEmpty else { return nil }
        if encodings.count > 1 || encodings[0].lowercased() != "chunked" {
            return "of all transfer encodings only \"chunked\" is taken, once"
        }
        if isOld { return "HTTP/1.0 has no transfer encodings" }
        if head.headers.contains(name: "Content-Length") { return "it has a length and a transfer encoding" }
        return nil
    }

    /// The letters that names, addresses and ports are made of; empty is allowed by the standard.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default:
                "-._~:[]%".utf8.contains(byte)
            }
        }
    }
}
