import Glibc
import LinuxSystem

/// A port of this machine on which a test waits for whoever connects.
package final class ListeningSocket: Sendable {
    /// One who has connected, and is let go with the last value that stands for it.
    package struct Visitor: Sendable {
        fileprivate let socket: SharedDescriptor

        /// What came until nothing more did for so many seconds, or the end.
        package func text(within seconds: Int32) -> String {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 64 * 1024)
            while ListeningSocket.isReadable(socket.number, within: bytes.isEmpty ? seconds * 1000 : 200) {
                let count = recv(socket.number, &piece, piece.count, 0)
                guard count > 0 else { break }
                bytes += piece[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    package let port: Int
    private let socket: SharedDescriptor

    package init() throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = try check("socket") { Glibc.socket(AF_INET, type, 0) }
        socket = SharedDescriptor(Descriptor(owning: number))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = try check("bind") { bind(number, raw, length) }
                _ = try check("listen") { listen(number, 64) }
                _ = try check("getsockname") { getsockname(number, raw, &length) }
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// `nil` when nobody has come.
    package func accept(within seconds: Int32) -> Visitor? {
        guard Self.isReadable(socket.number, within: seconds * 1000) else { return nil }
        let number = Glibc.accept(socket.number, nil, nil)
        guard number >= 0 else { return nil }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return Visitor(socket: SharedDescriptor(Descriptor(owning: number)))
    }

    fileprivate static func isReadable(_ socket: Int32, within milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, milliseconds) == 1
    }
}
