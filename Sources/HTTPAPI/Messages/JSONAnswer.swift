import HTTPTypes
import Hummingbird
import JobModel
import NIOCore

/// Makes answers of JSON and of text.
enum JSONAnswer {
    static func response(
        _ value: JSONValue,
        status: HTTPResponse.Status = .ok,
        contentType: String = "application/json; charset=utf-8"
    ) -> Response {
        bytes(value.serialized(), status: status, contentType: contentType)
    }

    /// With an `ETag`, and 304 without a body when the client has just that.
    ///
    /// `essence`: what the tag is made of, where that is not the answer itself.
    static func tagged(_ value: JSONValue, as essence: JSONValue? = nil, for request: Request) -> Response {
        let body = value.serialized()
        return tagged(ByteBuffer(bytes: body), tag(essence?.serialized() ?? body), for: request)
    }

    /// With the `ETag` of a JSON text that may be sent again.
    static func tagged(_ body: ByteBuffer, _ tag: String, for request: Request) -> Response {
        guard !isKnown(tag, request) else { return Response(status: .notModified, headers: [.eTag: tag]) }
        return Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8", .eTag: tag],
            body: ResponseBody(byteBuffer: body)
        )
    }

    static func tag(_ body: [UInt8]) -> String {
        "\"\(String(checksum(body), radix: 16))\""
    }

    /// The same without its quotes, for a field of a form.
    static func tag(words bytes: [UInt8]) -> String {
        String(checksum(bytes), radix: 16)
    }

    /// Whether the client says that it has what the tag is of.
    private static func isKnown(_ tag: String, _ request: Request) -> Bool {
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
        return known.contains { text in
            let trimmed = text.filter { $0 != " " }
            return trimmed == "*" || trimmed == tag || trimmed == "W/\(tag)"
        }
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        bytes(Array(text.utf8), status: status, contentType: "text/plain; charset=utf-8")
    }

    private static func bytes(_ bytes: [UInt8], status: HTTPResponse.Status, contentType: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// FNV-1a, 64 bits: the same in every process.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
