import Glibc
import LinuxSystem

/// A client that reads an answer that does not end, when and as slowly as a test wants.
final class EventSocket {
    private let socket: Descriptor
    private var bytes: [UInt8] = []
    /// Up to here nothing has to be searched again.
    private var searched = 0
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

    deinit {
        piece.deallocate()
    }

    /// All that has come.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Sends a request and reads nothing yet.
    init(_ port: Int, _ path: String, token: String, headers: [String] = ["Accept: text/event-stream"]) throws {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError(call: "socket", code: errno) }
        socket = Descriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, size) }
        }
        guard result == 0 else { throw SystemError(call: "connect", code: errno) }
        // A test must not hang.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let lines = ["GET \(path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)"] + headers
        try socket.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
    }

    /// What did not come, and what did last.
    struct Missing: Error {
        let wanted: String
        let last: String
    }

    /// Reads until the text has come or the answer has ended; `false` for the latter.
    @discardableResult
    func read(until wanted: String) throws -> Bool {
        // What keeps the connection alive comes also when nothing else does.
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let start = max(0, searched - wanted.utf8.count)
            let isThere = String(decoding: bytes[start...], as: UTF8.self).contains(wanted)
            if isThere { return true }
            searched = bytes.count
            guard ContinuousClock.now < deadline else { throw Missing(wanted: wanted, last: String(text.suffix(500))) }
            guard try readMore() else { return false }
        }
    }

    /// `false` at the end of the connection.
    func readMore() throws -> Bool {
        let count = Glibc.read(socket.number, piece.baseAddress, piece.count)
        guard count >= 0 else { throw SystemError(call: "read", code: errno) }
        bytes += piece[..<count]
        return count > 0
    }

    /// The lines of data that came whole, each with the id of its event.
    var events: [(id: String, data: String)] {
        var events: [(String, String)] = []
        var id = ""
        for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
            if line.hasPrefix("data: "), !id.isEmpty { events.append((id, String(line.dropFirst(6)))) }
        }
        return events
    }
}
