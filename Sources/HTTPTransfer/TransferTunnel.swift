import Clibcurl
import Cryptography
import Glibc

/// A connection that was made with an HTTP request and goes on with something else: bytes both ways, whatever they mean.
///
/// libcurl connects, with TLS and through proxies where needed; the request and the answer's head are read and written
/// here. It belongs to one thread at a time.
package final class TransferTunnel {
    /// The longest head of an answer, in bytes.
    private static let maximumHead = 64 * 1024

    /// Who answered otherwise than by going on, and what.
    package let refusal: TransferAnswer?
    /// To wait on; libcurl may hold bytes that came already, so read until there is nothing before waiting.
    package let socket: Int32

    private let easy: UnsafeMutableRawPointer
    /// What came behind the head.
    private var early: [UInt8] = []

    /// Connects and asks; returns when the answer is there.
    ///
    /// `name`: what to go on with (`Upgrade`). `patience`: for the connection, and once more for the answer.
    package init(_ request: TransferRequest, upgrade name: String, patience: Duration) throws(TransferFailure) {
        guard CurlTransfer.isReady, let easy = curl_easy_init() else {
            throw .unavailable(reason: "it did not start")
        }
        do throws(TransferFailure) {
            socket = try Self.connect(easy, request, patience)
            try Self.send(Self.head(request, name), easy, socket, patience)
            var received: [UInt8] = []
            let end = try Self.receiveHead(&received, easy, socket, patience)
            let answer = Self.answer(received[..<end])
            let rest = Array(received[end...])
            if answer.status == 101 {
                refusal = nil
                early = rest
            } else {
                refusal = try Self.whole(answer, rest, easy, socket, patience)
            }
        } catch {
            curl_easy_cleanup(easy)
            throw error
        }
        self.easy = easy
    }

    deinit {
        curl_easy_cleanup(easy)
    }

    /// What has come: empty when nothing is there now, `nil` at the end.
    package func receive() throws(TransferFailure) -> [UInt8]? {
        if !early.isEmpty {
            defer { early = [] }
            return early
        }
        return try Self.receive(easy)
    }

    /// Sends as many of these bytes as can be sent now; how many these are.
    package func send(_ bytes: ArraySlice<UInt8>) throws(TransferFailure) -> Int {
        try Self.send(bytes, easy)
    }

    // MARK: the beginning

    private static func connect(
        _ easy: UnsafeMutableRawPointer,
        _ request: TransferRequest,
        _ patience: Duration
    ) throws(TransferFailure) -> Int32 {
        nyala_curl_set_text(easy, CURLOPT_URL, request.url)
        nyala_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        if let path = request.socketPath { nyala_curl_set_text(easy, CURLOPT_UNIX_SOCKET_PATH, path) }
        if request.bypassesProxy { nyala_curl_set_text(easy, CURLOPT_PROXY, "") }
        nyala_curl_set_number(easy, CURLOPT_CONNECT_ONLY, 1)
        nyala_curl_set_number(easy, CURLOPT_NOSIGNAL, 1)
        // A second version of HTTP would be another protocol than the one that is spoken here.
        nyala_curl_set_number(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        nyala_curl_set_number(easy, CURLOPT_SSL_ENABLE_ALPN, 0)
        nyala_curl_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, patience.wholeMilliseconds)
        let code = curl_easy_perform(easy)
        guard code == CURLE_OK else { throw .unreachable(reason: String(cString: curl_easy_strerror(code))) }
        var socket = curl_socket_t(-1)
        guard nyala_curl_get_socket(easy, &socket) == CURLE_OK, socket >= 0 else {
            throw .unavailable(reason: "it has no connection")
        }
        return socket
    }

    private static func head(_ request: TransferRequest, _ name: String) -> [UInt8] {
        let rest = request.url.firstRange(of: "://").map { request.url[$0.upperBound...] } ?? request.url[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        var lines = [
            "\(request.method) \(path.hasPrefix("/") ? "" : "/")\(path) HTTP/1.1", "Host: \(authority)",
            "User-Agent: nyala", "Connection: Upgrade", "Upgrade: \(name)",
        ]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        if let account = request.account {
            let credentials = Sodium.encodeBase64(Array("\(account.user):\(account.password)".utf8))
            lines.append("Authorization: Basic \(credentials)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Reads on until the head is whole; where it ends.
    private static func receiveHead(
        _ received: inout [UInt8],
        _ easy: UnsafeMutableRawPointer,
        _ socket: Int32,
        _ patience: Duration
    ) throws(TransferFailure) -> Int {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = received.firstRange(of: end) { return range.upperBound }
            guard received.count < maximumHead else { throw .broken(reason: "the head of its answer does not end") }
            guard let bytes = try receive(easy) else {
                throw .broken(reason: "it broke off before the end of its head")
            }
            received += bytes
            if bytes.isEmpty { try wait(socket, POLLIN, patience) }
        }
    }

    private static func answer(_ head: ArraySlice<UInt8>) -> TransferAnswer {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        let headers = lines.dropFirst().compactMap { line -> HTTPField? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return HTTPField(String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return TransferAnswer(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0,
            reason: words.count > 2 ? String(words[2]) : "",
            headers: headers,
            body: []
        )
    }

    /// The answer with its body, as long as that says how long it is; as much as is read of one that does not is nothing.
    private static func whole(
        _ answer: TransferAnswer,
        _ rest: [UInt8],
        _ easy: UnsafeMutableRawPointer,
        _ socket: Int32,
        _ patience: Duration
    ) throws(TransferFailure) -> TransferAnswer {
        let length = answer.headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        var body = rest
        while body.count < min(length, maximumHead) {
            guard let bytes = try receive(easy) else { break }
            body += bytes
            if bytes.isEmpty { try wait(socket, POLLIN, patience) }
        }
        return TransferAnswer(
            status: answer.status,
            reason: answer.reason,
            headers: answer.headers,
            body: Array(body.prefix(length))
        )
    }

    // MARK: bytes

    private static func receive(_ easy: UnsafeMutableRawPointer) throws(TransferFailure) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        var count = 0
        let code = curl_easy_recv(easy, &bytes, bytes.count, &count)
        switch code {
        case CURLE_OK: return count == 0 ? nil : Array(bytes[..<count])
        case CURLE_AGAIN: return []
        default: throw .broken(reason: String(cString: curl_easy_strerror(code)))
        }
    }

    private static func send(
        _ bytes: ArraySlice<UInt8>,
        _ easy: UnsafeMutableRawPointer
    ) throws(TransferFailure) -> Int {
        var count = 0
        let code = bytes.withUnsafeBytes { curl_easy_send(easy, $0.baseAddress, $0.count, &count) }
        switch code {
        case CURLE_OK: return count
        case CURLE_AGAIN: return 0
        default: throw .broken(reason: String(cString: curl_easy_strerror(code)))
        }
    }

    private static func send(
        _ bytes: [UInt8],
        _ easy: UnsafeMutableRawPointer,
        _ socket: Int32,
        _ patience: Duration
    ) throws(TransferFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try send(rest, easy)
            rest = rest.dropFirst(count)
            if count == 0 { try wait(socket, POLLOUT, patience) }
        }
    }

    private static func wait(_ socket: Int32, _ events: Int32, _ patience: Duration) throws(TransferFailure) {
        var poll = pollfd(fd: socket, events: Int16(events), revents: 0)
        guard Glibc.poll(&poll, 1, Int32(clamping: patience.wholeMilliseconds)) != 0 else {
            throw .timedOut(reason: "nothing came for too long")
        }
    }
}
