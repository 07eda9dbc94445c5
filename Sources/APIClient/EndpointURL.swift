import Clibcurl
import Glibc

/// The address of a host, checked and taken apart by libcurl.
struct EndpointURL {
    /// Scheme, host, port and path, without a slash at its end and without name and password.
    let base: String
    /// The name and password that were inside of the URL.
    let credentials: APICredentials
    /// Whether the host is this machine, which no proxy could reach.
    let isLoopback: Bool

    init(_ text: String) throws(APIClientError) {
        let shown = "\(APIEndpoint.url(text))"
        guard !text.utf8.contains(0) else { throw .invalidEndpoint(shown, reason: "it has a NUL in it") }
        let parts = try Parts()
        try parts.parse(text, shown: shown)
        guard let scheme = parts[CURLUPART_SCHEME], scheme == "http" || scheme == "https" else {
            throw .invalidEndpoint(shown, reason: Self.schemeReason)
        }
        guard parts[CURLUPART_QUERY] == nil, parts[CURLUPART_FRAGMENT] == nil else {
            throw .invalidEndpoint(shown, reason: "it must end before any \"?\" or \"#\"")
        }
        let host = parts[CURLUPART_HOST] ?? ""
        isLoopback = host.lowercased() == "localhost" || host == "[::1]" || Self.isLoopbackAddress(host)
        if let user = parts[CURLUPART_USER] {
            credentials = .password(user: user, password: parts[CURLUPART_PASSWORD] ?? "")
        } else {
            credentials = .none
        }
        parts.clear(CURLUPART_USER)
        parts.clear(CURLUPART_PASSWORD)
        guard var base = parts[CURLUPART_URL] else { throw .invalidEndpoint(shown, reason: "it has no host") }
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// All of 127.0.0.0/8.
    private static func isLoopbackAddress(_ host: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }

    fileprivate static let schemeReason = "it must begin with http:// or https://"
}

/// A URL in libcurl's hands.
private struct Parts: ~Copyable {
    private let handle: OpaquePointer

    init() throws(APIClientError) {
        guard let handle = curl_url() else { throw .unavailable(reason: "out of memory") }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    func parse(_ text: String, shown: String) throws(APIClientError) {
        let result = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard result != CURLUE_OK else { return }
        let isScheme = result == CURLUE_BAD_SCHEME || result == CURLUE_UNSUPPORTED_SCHEME
        let reason = isScheme ? EndpointURL.schemeReason : String(cString: curl_url_strerror(result))
        throw .invalidEndpoint(shown, reason: reason)
    }

    /// Name and password come decoded, all others as they are written; `nil` when the URL has no such part.
    subscript(part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let isDecoded = part == CURLUPART_USER || part == CURLUPART_PASSWORD
        let result = curl_url_get(handle, part, &text, isDecoded ? UInt32(CURLU_URLDECODE) : 0)
        guard result == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    func clear(_ part: CURLUPart) {
        curl_url_set(handle, part, nil, 0)
    }
}
