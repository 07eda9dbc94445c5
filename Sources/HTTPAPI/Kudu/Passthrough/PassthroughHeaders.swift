import HTTPTypes
import NIOHTTP1

/// Which headers of a request a job gets, and which of its answer the client gets.
enum PassthroughHeaders {
    /// They are about one connection, of which there are two here.
    private static let ofConnection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]
    /// Of the client's own, what is meant for this host, and what this host says itself.
    private static let ofHost: Set<String> = [
        "host", "authorization", "expect", "content-length", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host",
    ]

    /// What the job is told of where the request is from.
    struct Origin: Sendable, Hashable {
        let client: String?
        let scheme: String
        let host: String
    }

    /// What the client would go on with instead of HTTP, where that is passed on: `websocket`.
    static func upgrade(_ fields: HTTPFields, _ method: HTTPRequest.Method) -> String? {
        guard method == .get, named(in: fields[values: .connection]).contains("upgrade"),
            let name = fields[.upgrade]?.lowercased(), name == "websocket"
        else { return nil }
        return name
    }

    /// `upgrade`: what the client would go on with.
    static func request(
        _ fields: HTTPFields,
        method: HTTPRequest.Method,
        port: Int,
        _ origin: Origin,
        upgrade: String? = nil
    ) -> HTTPHeaders {
        var headers = HTTPHeaders([("Host", "127.0.0.1:\(port)")])
        let dropped = ofConnection.union(ofHost).union(named(in: fields[values: .connection]))
        var cookies: [String] = []
        for field in fields where !dropped.contains(field.name.canonicalName) {
            if field.name == .cookie {
                cookies += own(field.value)
            } else {
                headers.add(name: field.name.rawName, value: field.value)
            }
        }
        if !cookies.isEmpty { headers.add(name: "Cookie", value: cookies.joined(separator: "; ")) }
        if let client = origin.client { headers.add(name: "X-Forwarded-For", value: client) }
        headers.add(name: "X-Forwarded-Proto", value: origin.scheme)
        headers.add(name: "X-Forwarded-Host", value: origin.host)
        if let upgrade {
            headers.add(name: "Connection", value: "Upgrade")
            headers.add(name: "Upgrade", value: upgrade)
        }
        // Framed as it came, so that the job sees the end of the body where the client has it.
        if let length = fields[.contentLength] {
            headers.add(name: "Content-Length", value: length)
        } else if fields[.transferEncoding] != nil {
            headers.add(name: "Transfer-Encoding", value: "chunked")
        } else if ![.get, .head, .options, .trace].contains(method) {
            headers.add(name: "Content-Length", value: "0")
        }
        return headers
    }

    static func response(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        let dropped = ofConnection.union(named(in: headers["connection"]))
        for (name, value) in headers where !dropped.contains(name.lowercased()) {
            // A job cannot give out sessions of this host.
            guard let name = HTTPField.Name(name), name != .setCookie || !value.hasPrefix("\(SessionCookie.name)=")
            else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }

    private static func named(in values: [String]) -> Set<String> {
        Set(values.flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() })
    }

    /// The cookies without the session of this host.
    private static func own(_ header: String) -> [String] {
        header.split(separator: ";").map { String($0.drop { $0 == " " }) }
            .filter { !$0.hasPrefix("\(SessionCookie.name)=") && !$0.isEmpty }
    }
}
