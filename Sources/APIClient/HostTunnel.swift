import Glibc
import HTTPTransfer

/// A connection to a host that speaks no HTTP any more.
package final class HostTunnel {
    /// Bytes that may wait for one side that does not read.
    private static let maximumWaiting = 1024 * 1024

    private let tunnel: TransferTunnel

    init(_ tunnel: TransferTunnel) {
        self.tunnel = tunnel
    }

    /// The host's answer where it does not go on; then nothing can be carried.
    package var refusal: APIResponse? {
        tunnel.refusal.map { answer in
            APIResponse(
                status: answer.status,
                headers: answer.headers.map { APIHeader($0.name, $0.value) },
                body: answer.body
            )
        }
    }

    /// Carries bytes both ways between the host and this socket, until either ends.
    ///
    /// The socket stays the caller's; it must not block.
    package func carry(_ local: Int32) {
        // How a connection ends is nobody's news: both ends see that it has.
        var (outgoing, incoming): ([UInt8], [UInt8]) = ([], [])
        var (isLocalOver, isHostOver) = (false, false)
        while true {
            if !isHostOver, incoming.count < Self.maximumWaiting {
                guard let bytes = try? tunnel.receive() else {
                    isHostOver = true
                    continue
                }
                incoming += bytes
                // There may be more, of which the socket says nothing.
                if !bytes.isEmpty, incoming.count < Self.maximumWaiting { continue }
            }
            if !isLocalOver, outgoing.count < Self.maximumWaiting {
                guard let bytes = Self.read(local) else {
                    isLocalOver = true
                    continue
                }
                outgoing += bytes
            }
            if !outgoing.isEmpty {
                guard let count = try? tunnel.send(outgoing[...]) else { return }
                outgoing.removeFirst(count)
            }
            if !incoming.isEmpty {
                guard let count = Self.write(incoming, to: local) else { return }
                incoming.removeFirst(count)
            }
            // A conversation has no halves: what was said is still handed over, and that is all.
            if isLocalOver, outgoing.isEmpty { return }
            if isHostOver, incoming.isEmpty { return }
            wait(
                local,
                reads: !isLocalOver && outgoing.count < Self.maximumWaiting,
                writes: !incoming.isEmpty,
                hostReads: !isHostOver && incoming.count < Self.maximumWaiting,
                hostWrites: !outgoing.isEmpty
            )
        }
    }

    private func wait(_ local: Int32, reads: Bool, writes: Bool, hostReads: Bool, hostWrites: Bool) {
        var polls = [
            pollfd(fd: local, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0),
            pollfd(fd: tunnel.socket, events: Int16((hostReads ? POLLIN : 0) | (hostWrites ? POLLOUT : 0)), revents: 0),
        ]
        // One that is over would be told of again and again.
        for index in polls.indices where polls[index].events == 0 { polls[index].fd = -1 }
        poll(&polls, nfds_t(polls.count), -1)
    }

    /// What is there: empty when that is nothing now, `nil` at the end.
    private static func read(_ socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if count > 0 { return Array(bytes[..<count]) }
            if count == 0 { return nil }
            if errno == EINTR { continue }
            return errno == EAGAIN ? [] : nil
        }
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        while true {
            let count = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) }
            if count >= 0 { return count }
            if errno == EINTR { continue }
            return errno == EAGAIN ? 0 : nil
        }
    }
}
