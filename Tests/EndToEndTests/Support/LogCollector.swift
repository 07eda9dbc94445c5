import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A receiver of OpenTelemetry's logs that takes nothing but what the protocol's own definition allows.
final class LogCollector: Sendable {
    /// Made by `packaging/deps.sh test`.
    private static let python = "\(Program.root)/.build/venv/bin/python"

    struct Record {
        let body: String
        let severity: String
        let time: Int
        let attributes: [String: String]
        let resource: [String: String]
    }

    let port: Int
    private let scratch: ScratchDirectory
    private let server: RunningProgram

    private init(_ port: Int, _ scratch: ScratchDirectory, _ server: RunningProgram) {
        self.port = port
        self.scratch = scratch
        self.server = server
    }

    /// `port`: a certain one, for a server that comes back; else a free one.
    static func start(port: Int = 0) async throws -> LogCollector {
        try #require(AtomicFile.exists(python), "packaging/deps.sh test installs \(python)")
        let scratch = try ScratchDirectory()
        try scratch.write("server.py", script)
        let output = SharedDescriptor(try Descriptor.open(scratch.at("output"), O_WRONLY | O_CREAT | O_APPEND))
        let server = try RunningProgram(python, [scratch.at("server.py"), scratch.path, "\(port)"], output: output)
        var found = 0
        try await eventually("the collector listens") {
            found = Int(try scratch.read("port") ?? "") ?? 0
            return found > 0
        }
        return LogCollector(found, scratch, server)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What it answers from now on: a status, a header such as `Retry-After: 1`, a body; `nil` takes all.
    func answers(_ status: Int, _ header: String = "", _ body: String = "") throws {
        try scratch.write("answer", "\(status)\n\(header)\n\(body)")
    }

    func takesAll() throws {
        try Folder.removeTree(scratch.at("answer"))
    }

    /// Requests so far, whatever was answered.
    func requests() throws -> Int {
        (try scratch.read("requests") ?? "").split(separator: "\n").count
    }

    /// Headers of the last request.
    func lastHeaders() throws -> JSONValue? {
        (try scratch.read("requests") ?? "").split(separator: "\n").last.flatMap {
            try? JSONValue.parse(Array($0.utf8))
        }
    }

    /// What was wrong with requests, as far as the protocol goes.
    func faults() throws -> String { try scratch.read("faults") ?? "" }

    /// What it has taken, in its order.
    func records() throws -> [Record] {
        try (try scratch.read("records") ?? "").split(separator: "\n").map { line in
            let value = try JSONValue.parse(Array(line.utf8))
            return Record(
                body: value["body"]?.string ?? "",
                severity: value["severity"]?.string ?? "",
                time: value["time"]?.integer ?? 0,
                attributes: Self.texts(value["attributes"]),
                resource: Self.texts(value["resource"])
            )
        }
    }

    private static func texts(_ value: JSONValue?) -> [String: String] {
        (value?.object?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    func end() throws {
        try server.end()
    }

    private static let script = #"""
        import http.server, json, os, sys
        from google.protobuf import json_format
        from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
        folder = sys.argv[1]
        def note(name, text):
            with open(os.path.join(folder, name), "a") as file: file.write(text + "\n")
        def texts(pairs):
            return {pair.key: pair.value.string_value for pair in pairs}
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                note("requests", json.dumps({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}}))
                status, header, text = 200, "", "{}"
                try:
                    with open(os.path.join(folder, "answer")) as file: status, header, text = file.read().split("\n", 2)
                except FileNotFoundError: pass
                if self.path != "/v1/logs" or self.headers["Content-Type"] != "application/json": note("faults", self.path)
                try: request = json_format.Parse(body, ExportLogsServiceRequest())
                except Exception as error:
                    note("faults", str(error))
                    status = 400
                if 200 <= int(status) < 300:
                    for logs in request.resource_logs:
                        for scope in logs.scope_logs:
                            for record in scope.log_records:
                                if not record.observed_time_unix_nano: note("faults", "no time of observation")
                                note("records", json.dumps({
                                    "body": record.body.string_value, "severity": record.severity_text + " " + str(record.severity_number),
                                    "time": record.time_unix_nano, "attributes": texts(record.attributes),
                                    "resource": texts(logs.resource.attributes)}))
                self.send_response(int(status))
                if header: self.send_header(*header.split(": "))
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())
            def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
        with open(os.path.join(folder, "port.new"), "w") as file: file.write(str(server.server_port))
        os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
        server.serve_forever()
        """#
}
