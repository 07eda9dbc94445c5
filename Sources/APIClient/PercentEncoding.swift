import HTTPTransfer

/// Makes any text safe as a part of a URL (RFC 3986).
package enum PercentEncoding {
    /// One segment of a path: a slash inside of it is encoded, so it stays one segment.
    ///
    /// `.` and `..` stay as they are, for no encoding keeps a server from reading them as steps; names that are
    /// validated before they get here are never these.
    package static func segment(_ text: String) -> String {
        encoded(text)
    }

    /// `/api/jobs/a%20b` of `["api", "jobs", "a b"]`.
    package static func path(_ segments: [String]) -> String {
        "/" + segments.map(segment).joined(separator: "/")
    }

    /// `a=1&b=x%26y`, without the question mark; empty for no items.
    package static func query(_ items: [(name: String, value: String)]) -> String {
        items.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but the unreserved characters becomes `%XX`, also where the part would allow more: that is never wrong.
    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte.isASCIILetterOrDigit || unreservedPunctuation.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let unreservedPunctuation = Array("-._~".utf8)
}
