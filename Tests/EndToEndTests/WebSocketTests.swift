import APIClient
import Cryptography
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// WebSockets to a job pass through the host, byte by byte.
@Suite struct WebSocketTests {
    /// A server of WebSockets by hand: it greets at once, says everything again, and does as it is told.
    private static let script = """
        import base64, hashlib, os, socketserver
        data = os.environ['WEBJOBS_DATA_PATH']
        class Handler(socketserver.StreamRequestHandler):
            def frame(self, text):
                size = len(text)
                head = bytes([0x81]) + (bytes([size]) if size < 126 else bytes([126]) + size.to_bytes(2, 'big'))
                self.wfile.write(head + text); self.wfile.flush()
            def message(self):
                first = self.rfile.read(2)
                if len(first) < 2: return None
                size = first[1] & 127
                if size == 126: size = int.from_bytes(self.rfile.read(2), 'big')
                key = self.rfile.read(4)
                return bytes(b ^ key[i % 4] for i, b in enumerate(self.rfile.read(size)))
            def handle(self):
                head = {}
                path = self.rfile.readline().split()[1].decode()
                while (line := self.rfile.readline().strip()):
                    name, value = line.decode().split(':', 1); head[name.lower()] = value.strip()
                if path == '/plain' or head.get('upgrade') != 'websocket':
                    self.wfile.write(b'HTTP/1.1 426 Upgrade Required\\r\\nContent-Length: 2\\r\\n\\r\\nno'); return
                key = head['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
                accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                # The first frame comes in one piece with the answer.
                said = (path + ' ' + head.get('cookie', '') + ' ' + head.get('authorization', 'unknown')).encode()
                self.wfile.write(('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n'
                    f'Sec-WebSocket-Accept: {accept}\\r\\n\\r\\n').encode() + bytes([0x81, len(said)]) + said)
                self.wfile.flush()
                while (text := self.message()) is not None:
                    if text == b'leave': return
                    if text == b'die': os._exit(1)
                    if text == b'flood':
                        sent = 0
                        while sent < 512 * 1024 * 1024:
                            self.wfile.write(bytes(65536)); sent += 65536
                            open(data + '/sent', 'w').write(str(sent))
                        return
                    self.frame(text)
                open(data + '/left', 'w').write('yes')
        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
        server = Server(('127.0.0.1', int(os.environ['WEBJOBS_PORT'])), Handler)
        print('serving', flush=True)
        server.serve_forever()
        """

    private static let path = "/api/continuouswebjobs/web/passthrough/chat"
    private static let basic =
        "Authorization: Basic \(Sodium.encodeBase64(Array("\(TestSite.user):\(TestSite.password)".utf8)))"

    private func start(settings: [String: String] = [:]) async throws -> TestSite {
        let site = try await TestSite.start(settings: settings)
        try site.add("continuous/web", ["run.py": Self.script])
        try await eventually("it serves") { try site.log("continuous/web").contains("serving") }
        return site
    }

    private func open(
        _ site: TestSite,
        _ path: String = Self.path,
        headers: [String] = [Self.basic],
        receiveBuffer: Int32? = nil
    ) throws -> RawConnection {
        let connection = try RawConnection(port: site.port, receiveBuffer: receiveBuffer)
        let lines =
            ["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(site.port)", "Connection: keep-alive, Upgrade"]
            + ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
            + headers
        connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return connection
    }

    /// A frame as clients send it.
    private func frame(_ text: String) -> [UInt8] {
        let (key, text): ([UInt8], [UInt8]) = ([1, 2, 3, 4], Array(text.utf8))
        let size: [UInt8] =
            text.count < 126 ? [UInt8(text.count)] : [126, UInt8(text.count >> 8), UInt8(text.count & 255)]
        return [0x81, size[0] | 0x80] + size.dropFirst() + key + text.enumerated().map { $1 ^ key[$0 % 4] }
    }

    private func message(_ connection: RawConnection) -> String? {
        let head = connection.bytes(2)
        guard head.count == 2 else { return nil }
        var size = Int(head[1])
        if size == 126 { size = connection.bytes(2).reduce(0) { $0 << 8 | Int($1) } }
        return String(decoding: connection.bytes(size), as: UTF8.self)
    }

    /// Answered, and greeted.
    private func welcome(_ connection: RawConnection) throws {
        #expect(connection.answer()?.status == 101)
        #expect(message(connection)?.hasPrefix("/chat") == true)
    }

    @Test func `messages go both ways, in their order and whole`() async throws {
        let site = try await start()
        let connection = try open(site, headers: [Self.basic, "Cookie: nyala_session=x; mine=1"])
        let answer = try #require(connection.answer())
        #expect(answer.status == 101 && answer.header("Upgrade")?.lowercased() == "websocket")
        #expect(answer.header("Connection")?.lowercased() == "upgrade")
        #expect(answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        // What came right behind the answer is not lost, and what is this host's is not passed on.
        #expect(message(connection) == "/chat mine=1 unknown")
        for number in 0..<200 {
            let text = String(repeating: "\(number) ", count: number * 20 + 1)
            connection.send(frame(text))
            try #require(message(connection) == text)
        }
        // Many at once.
        let texts = (0..<500).map { "text \($0)" }
        connection.send(texts.flatMap(frame))
        for text in texts { try #require(message(connection) == text) }
        // Both ends see that the other has left.
        connection.send(frame("leave"))
        #expect(connection.isClosed())
    }

    @Test func `it ends when either side ends`() async throws {
        let site = try await start()
        do {
            let connection = try open(site)
            try welcome(connection)
        }
        // The connection was closed with its last owner.
        try await eventually("the job sees that the client has left") {
            try site.scratch.read("home/data/jobs/continuous/web/left") == "yes"
        }
        let dying = try open(site)
        try welcome(dying)
        dying.send(frame("die"))
        #expect(dying.isClosed())
    }

    @Test func `a client that does not read slows the job, and costs no memory`() async throws {
        let site = try await start()
        let connection = try open(site, receiveBuffer: 16 * 1024)
        try welcome(connection)
        connection.send(frame("flood"))
        func sent() throws -> Int {
            try site.scratch.read("home/data/jobs/continuous/web/sent").flatMap { Int($0) } ?? 0
        }
        var (last, still) = (0, 0)
        try await eventually("the job cannot send on") {
            let now = try sent()
            still = now > 0 && now == last ? still + 1 : 0
            last = now
            return still > 10
        }
        // What the kernel holds for four sockets and what is on its way here.
        #expect(last < 32 * 1024 * 1024, "\(last)")
        // And on it goes when somebody reads.
        _ = connection.bytes(last + 4 * 1024 * 1024)
        try await eventually("it sends on") { try sent() > last }
    }

    @Test func `who is not known any more is not connected any more`() async throws {
        let site = try await start()
        let made = try await site.nyala("tokens", "create", "chat", "--scope", "run")
        let token = made.output.split(separator: "\n").joined()
        let connection = try open(site, headers: ["Authorization: Bearer \(token)"])
        try welcome(connection)
        #expect(connection.receive(waiting: 100) == 0 && !connection.isAtEnd)
        let removed = try await site.nyala("tokens", "revoke", "chat")
        #expect(removed.isSuccess, "\(removed.all)")
        #expect(connection.isClosed(within: 10))
        let reading = try await site.nyala("tokens", "create", "looker", "--scope", "read")
        let other = try open(site, headers: ["Authorization: Bearer \(reading.output.split(separator: "\n").joined())"])
        #expect(other.answer()?.status == 403)
    }

    @Test func `what does not become a WebSocket is answered, and nothing waits behind it`() async throws {
        let site = try await start()
        let plain = try open(site, "/api/continuouswebjobs/web/passthrough/plain")
        #expect(plain.answer()?.status == 426)
        // A parser that has seen an upgrade reads no further request.
        #expect(plain.isClosed(within: 5))
        let elsewhere = try open(site, "/api/v1/jobs")
        #expect(elsewhere.answer()?.status == 200)
        #expect(elsewhere.isClosed(within: 5))
        #expect(try open(site, headers: []).answer()?.status == 401)
        #expect(try open(site, headers: [Self.basic, "Origin: http://evil.example"]).answer()?.status == 403)
        #expect(try open(site, "/api/continuouswebjobs/none/passthrough/").answer()?.status == 404)
        try site.add("continuous/deaf", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/deaf")
        #expect(try open(site, "/api/continuouswebjobs/deaf/passthrough/").answer()?.status == 502)
        let connection = try open(site)
        try welcome(connection)
        #expect(try site.call("POST", "/api/continuouswebjobs/web/stop").status == 200)
        #expect(connection.isClosed())
        try await eventually("it is stopped") { try await site.pid("continuous/web") == nil }
        #expect(try open(site).answer()?.status == 503)
    }

    @Test func `there is a limit to how many there are, and to how long one says nothing`() async throws {
        let site = try await start(settings: ["http.max_tunnels": "2", "http.tunnel_idle_timeout": "3s"])
        let first = try open(site)
        try welcome(first)
        let second = try open(site)
        try welcome(second)
        let third = try #require(try open(site).answer())
        #expect(third.status == 503 && third.body.contains("http.max_tunnels"), "\(third.body)")
        #expect(first.isClosed() && second.isClosed())
        try welcome(try open(site))
    }

    @Test func `a host that goes down waits for no conversation`() async throws {
        let site = try await start()
        let connection = try open(site)
        try welcome(connection)
        try await site.end(with: SIGTERM)
        #expect(connection.isClosed(within: 5))
    }
}
