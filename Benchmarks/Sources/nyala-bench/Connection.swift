import Glibc

/// One kept-alive HTTP connection.
final class Connection {
    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw BenchError("cannot connect") }
        sendWithoutDelay()
    }

    deinit {
        close(socket)
    }

    func post(_ path: String) {
        send("POST", path)
    }

    func get(_ path: String) {
        send("GET", path)
    }

    /// Sends a file as the body.
    func post(_ path: String, file: String) throws {
        let body = open(file, O_RDONLY)
        guard body >= 0 else { throw BenchError("cannot read \(file)") }
        defer { close(body) }
        var information = stat()
        fstat(body, &information)
        var rest = Int(information.st_size)
        send("POST", path, length: rest)
        while rest > 0 {
            let count = sendfile(socket, body, nil, rest)
            guard count > 0 else { throw BenchError("the host does not take the body of \(path)") }
            rest -= count
        }
        // The kernel keeps the end of what `sendfile` was given until the other side confirms what came before, which may
        // take it 40 ms.
        sendWithoutDelay()
    }

    /// What waits to be sent goes at once.
    private func sendWithoutDelay() {
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    private func send(_ method: String, _ path: String, length: Int = 0) {
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(Self.authorization)\r\nContent-Length: \(length)\r\n\r\n"
        _ = request.utf8CString.withUnsafeBytes { write(socket, $0.baseAddress, $0.count - 1) }
    }

    /// Reads one answer without a body of interest; its status.
    func status() -> Int {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            let count = read(socket, &buffer, buffer.count)
            guard count > 0 else { return 0 }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// Reads one answer with a body of a length that it says.
    func body() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        var whole = Int.max
        var head = 0
        while bytes.count < whole {
            let count = read(socket, &buffer, buffer.count)
            guard count > 0 else { return [] }
            bytes += buffer[..<count]
            guard whole == Int.max, let end = Self.headEnd(bytes) else { continue }
            let lines = String(decoding: bytes[..<end], as: UTF8.self).lowercased().split(separator: "\r\n")
            let length = lines.first { $0.hasPrefix("content-length:") }?.split(separator: " ").last
            head = end
            whole = end + (length.flatMap { Int($0) } ?? 0)
        }
        return Array(bytes[head...])
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast(3).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }

    static let authorization = "Basic \(base64("bench:\(Host.password)"))"

    private static func base64(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var output = ""
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let group = bytes.prefix(3)
            bytes = bytes.dropFirst(3)
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 { output.append(index <= group.count ? digits[value >> (18 - 6 * index) & 63] : "=") }
        }
        return output
    }
}
