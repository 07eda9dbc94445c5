import HTTPTypes
import Hummingbird
import NIOCore

/// Writes events as `text/event-stream` has them: what browsers read with `EventSource`.
enum ServerSentEvents {
    static let mediaType = "text/event-stream"
    /// After which a client that was cut off comes again; milliseconds.
    static let retryDelay = 2000
    /// The first thing that is sent, so that the answer's head goes out.
    static let opening = Array("retry: \(retryDelay)\n\n".utf8)
    /// Keeps connections open on which nothing happens.
    static let signOfLife = Array(": still here\n\n".utf8)

    static func event(_ name: String? = nil, id: String? = nil, data: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        append(name, id: id, data: data, to: &bytes)
        return bytes
    }

    static func append(
        _ name: String? = nil,
        id: String? = nil,
        data: some Collection<UInt8>,
        to bytes: inout [UInt8]
    ) {
        if let name { bytes += "event: \(name)\n".utf8 }
        if let id { bytes += "id: \(id)\n".utf8 }
        // A line break in the data, of which a carriage return alone is one, begins another line of it.
        var rest = data[...]
        while let index = rest.firstIndex(where: { $0 == 10 || $0 == 13 }) {
            appendLine(rest[..<index], to: &bytes)
            let isPair = rest[index] == 13 && rest[index...].dropFirst().first == 10
            rest = rest[index...].dropFirst(isPair ? 2 : 1)
        }
        appendLine(rest, to: &bytes)
        bytes.append(10)
    }

    private static func appendLine(_ line: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes += "data: ".utf8
        // The stream is UTF-8; what jobs write may be anything.
        if line.allSatisfy({ $0 < 128 }) {
            bytes += line
        } else {
            bytes += String(decoding: line, as: UTF8.self).utf8
        }
        bytes.append(10)
    }

    /// An answer that goes on until the body returns.
    static func response(
        _ body: @escaping @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            // Buffers of proxies would hold back what is to be seen at once.
            headers: [.contentType: "\(mediaType); charset=utf-8", .cacheControl: "no-cache", .accelBuffering: "no"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(bytes: opening))
                try await body(&writer)
                try await writer.finish(nil)
            }
        )
    }
}

extension Request {
    /// Whether the client wants events.
    var acceptsEvents: Bool {
        headers[values: .accept].contains { $0.lowercased().contains(ServerSentEvents.mediaType) }
    }

    /// The last event that the client has had, where it was cut off.
    var lastEventID: String? {
        headers.first { $0.name.canonicalName == "last-event-id" }?.value
    }
}

extension HTTPField.Name {
    fileprivate static var accelBuffering: HTTPField.Name {
        guard let name = HTTPField.Name("X-Accel-Buffering") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
