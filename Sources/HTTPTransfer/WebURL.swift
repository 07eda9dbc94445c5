import Clibcurl

/// The address of something on the web, checked and taken apart by libcurl.
package struct WebURL: Sendable, Hashable {
    /// Why a text is no such address.
    package enum Fault: Error, Sendable, Hashable {
        /// It begins with neither `http://` nor `https://`.
        case scheme
        case malformed(reason: String)
        case outOfMemory
    }

    /// With its query, without name, password and fragment.
    package let text: String
    package let scheme: String
    package let host: String
    /// Decoded; `nil` where there is none.
    package let user: String?
    package let password: String?
    package let query: String?
    package let fragment: String?

    package init(_ text: String) throws(Fault) {
        guard !text.utf8.contains(0) else { throw .malformed(reason: "it has a NUL in it") }
        let parts = try Parts()
        try parts.parse(text)
        guard let scheme = parts[CURLUPART_SCHEME], scheme == "http" || scheme == "https" else { throw .scheme }
        self.scheme = scheme
        host = parts[CURLUPART_HOST] ?? ""
        user = parts[CURLUPART_USER]
        password = parts[CURLUPART_PASSWORD]
        query = parts[CURLUPART_QUERY]
        fragment = parts[CURLUPART_FRAGMENT]
        for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT] { parts.clear(part) }
        guard let whole = parts[CURLUPART_URL] else { throw .malformed(reason: "it has no host") }
        self.text = whole
    }
}

/// A URL in libcurl's hands.
private struct Parts: ~Copyable {
    private let handle: OpaquePointer

    init() throws(WebURL.Fault) {
        guard let handle = curl_url() else { throw .outOfMemory }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    func parse(_ text: String) throws(WebURL.Fault) {
        let result = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard result != CURLUE_OK else { return }
        if result == CURLUE_BAD_SCHEME || result == CURLUE_UNSUPPORTED_SCHEME { throw .scheme }
        throw .malformed(reason: String(cString: curl_url_strerror(result)))
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
