import Glibc
import JobModel
import LinuxSystem

/// A TCP connection on which a test sends any bytes it likes.
final class RawConnection {
    /// What came back.
    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: String

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    private let socket: Descriptor
    private var received: [UInt8] = []
    private(set) var isAtEnd = false

    /// `source`: the address on this machine that it comes from.
    init(port: Int, from source: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
        let number = try check("socket") { Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        socket = Descriptor(owning: number)
        if var receiveBuffer {
            setsockopt(number, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        try Self.with(source, port: 0) { address, length in _ = try check("bind") { bind(number, address, length) } }
        try Self.with("127.0.0.1", port: port) { address, length in
            _ = try check("connect") { connect(number, address, length) }
        }
    }

    private static func with(
        _ host: String,
        port: Int,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Sends as much as the other end takes; `false` when it takes no more.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            var poll = pollfd(fd: socket.number, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, 5000) == 1 else { return false }
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = rest.withUnsafeBytes { Glibc.send(socket.number, $0.baseAddress, $0.count, flags) }
            if count < 0, errno == EAGAIN { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// The next answer; `nil` when the connection ends, or the time, before a whole one has come.
    func answer(within seconds: Int32 = 15) -> Answer? {
        let deadline = SystemClock().monotonicTime() + .seconds(Int64(seconds))
        while true {
            if let answer = takeAnswer() { return answer }
            let isLate = SystemClock().monotonicTime() >= deadline
            guard receive(waiting: isLate ? 0 : 100) > 0 || !(isAtEnd || isLate) else { return nil }
        }
    }

    /// Whether the other end closes within this time; what it sends meanwhile is read.
    func isClosed(within seconds: Int32 = 15) -> Bool {
        let deadline = SystemClock().monotonicTime() + .seconds(Int64(seconds))
        while !isAtEnd, SystemClock().monotonicTime() < deadline { _ = receive(waiting: 100) }
        return isAtEnd
    }

    /// Bytes read so far that no answer was made of.
    var pendingCount: Int { received.count }

    /// Everything that has come and that no answer was made of, once it is this much.
    func bytes(_ count: Int, within seconds: Int32 = 15) -> [UInt8] {
        let deadline = SystemClock().monotonicTime() + .seconds(Int64(seconds))
        while received.count < count, !isAtEnd, SystemClock().monotonicTime() < deadline { _ = receive(waiting: 100) }
        defer { received.removeFirst(min(count, received.count)) }
        return Array(received.prefix(count))
    }

    /// Reads what comes within these milliseconds; how much it is.
    func receive(waiting milliseconds: Int32) -> Int {
        var poll = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
        guard !isAtEnd, Glibc.poll(&poll, 1, milliseconds) == 1 else { return 0 }
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(socket.number, &piece, piece.count, 0)
        if count <= 0 { isAtEnd = true } else { received += piece[..<count] }
        return max(0, count)
    }

    private func takeAnswer() -> Answer? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        var answer = Answer(status: status, headers: headers, body: "")
        let rest = received[end.upperBound...]
        let length: Int
        if answer.header("Transfer-Encoding") != nil {
            guard let last = rest.firstRange(of: Array("0\r\n\r\n".utf8)) else { return nil }
            length = last.upperBound - rest.startIndex
        } else {
            length = answer.header("Content-Length").flatMap { Int($0) } ?? 0
        }
        guard rest.count >= length else { return nil }
        answer.body = String(decoding: rest.prefix(length), as: UTF8.self)
        received = Array(rest.dropFirst(length))
        // Only a beginning: the answer proper follows.
        return status == 100 ? takeAnswer() : answer
    }
}
