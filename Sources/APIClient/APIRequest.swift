import HTTPTransfer

/// One request, checked: nothing in it can end a line or a part of the URL early.
struct APIRequest {
    let method: String
    /// The path and query, encoded.
    let location: String
    let headers: [APIHeader]
    let body: APIRequestBody

    init(
        method: String,
        path: String,
        query: [(name: String, value: String)],
        headers: [APIHeader],
        body: APIRequestBody
    ) throws(APIClientError) {
        self.method = method
        self.headers = headers
        self.body = body
        location = query.isEmpty ? path : "\(path)?\(PercentEncoding.query(query))"
        guard HTTPField.isToken(method) else {
            throw .invalidRequest(description, reason: "the method is not a word")
        }
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.endsPath($0) }) else {
            throw .invalidRequest(description, reason: "the path must begin with a slash and be percent-encoded")
        }
        for header in headers where !header.isValid {
            throw .invalidRequest(description, reason: "the header \"\(header.name)\" has a character it must not have")
        }
        if case .descriptor(_, let count?) = body, count < 0 {
            throw .invalidRequest(description, reason: "its body has a negative number of bytes")
        }
    }

    /// `GET /api/jobs`, for messages; without the query, which may be long.
    var description: String {
        "\(method) \(location.prefix { $0 != "?" })"
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
}
