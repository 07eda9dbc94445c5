import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A web server of a test's own that records what it gets and answers as it is told.
final class HookReceiver: Sendable {
    /// One request as it came.
    struct Received {
        let path: String
        let headers: [String: String]
        /// The bytes as text.
        let text: String

        /// `null` for a body that is no JSON.
        var body: JSONValue { (try? JSONValue.parse(Array(text.utf8))) ?? .null }
        var event: String { body["event"]?.string ?? "" }
    }

    let port: Int
    private let scratch: ScratchDirectory
    private let server: RunningCommand

    private init(_ port: Int, _ scratch: ScratchDirectory, _ server: RunningCommand) {
        self.port = port
        self.scratch = scratch
        self.server = server
    }

    deinit {
        // One that was ended already has nothing more to tell.
        server.send(SIGKILL)
        _ = try? server.waitForExit()
    }

    /// `port`: a certain one, for a server that comes back; else a free one.
    static func start(port: Int = 0) async throws -> HookReceiver {
        let scratch = try ScratchDirectory()
        try scratch.write("server.py", script)
        let server = try await Command.launch(
            "python3",
            [scratch.at("server.py"), "\(port)", scratch.path],
            environment: [:],
            output: scratch.at("output")
        )
        var found = 0
        try await eventually("the receiver listens") {
            found = Int(try scratch.read("port") ?? "") ?? 0
            return found > 0
        }
        return HookReceiver(found, scratch, server)
    }

    /// Ends it, so that nobody listens at its port any more.
    func end() async throws {
        server.send(SIGKILL)
        _ = try await Command.wait(for: server)
    }

    /// The status that every later request is answered with.
    func answer(_ status: Int) throws {
        try scratch.write("answer", "\(status)")
    }

    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    func received(_ path: String? = nil) throws -> [Received] {
        let lines = (try scratch.read("received") ?? "").split(separator: "\n")
        return try lines.map { line in
            let value = try JSONValue.parse(Array(line.utf8))
            let headers = value["headers"]?.object?.members.map { ($0.key.lowercased(), $0.value.string ?? "") } ?? []
            return Received(
                path: value["path"]?.string ?? "",
                headers: Dictionary(headers) { $1 },
                text: value["body"]?.string ?? ""
            )
        }
        .filter { path == nil || $0.path == path }
    }

    /// Waits for so many requests and returns them.
    func wait(for count: Int, _ path: String? = nil, at location: SourceLocation = #_sourceLocation) async throws
        -> [Received]
    {
        try await eventually("\(count) requests came", at: location) { try received(path).count >= count }
        return try received(path)
    }

    private static let script = #"""
        import http.server, json, os, sys
        folder = sys.argv[2]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                line = json.dumps({'path': self.path, 'headers': dict(self.headers), 'body': body.decode()})
                with open(folder + '/received', 'a') as f:
                    f.write(line + '\n')
                try:
                    status = int(open(folder + '/answer').read())
                except OSError:
                    status = 200
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header('Location', '/elsewhere')
                self.send_header('Content-Length', '0')
                self.end_headers()
            def log_message(self, *arguments):
                pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
        with open(folder + '/port.new', 'w') as f:
            f.write(str(server.server_address[1]))
        os.rename(folder + '/port.new', folder + '/port')
        server.serve_forever()

        """#
}

extension TestSite {
    /// What became of messages, newest first.
    func deliveries(_ status: String? = nil) async throws -> [JSONValue] {
        let text = try await nyala("notifications", "--json").output
        let entries = try JSONValue.parse(Array(text.utf8))["deliveries"]?.array ?? []
        return entries.filter { status == nil || $0["status"]?.string == status }
    }

    /// Puts a triggered job in place and waits until it is known.
    func addJob(_ name: String, _ script: String, _ settings: String = "{}") async throws {
        try add("triggered/\(name)", ["run.sh": script, "settings.job": settings])
        try await eventually("\(name) is known") { try await job("triggered/\(name)") != nil }
    }
}
