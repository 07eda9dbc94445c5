import Cryptography

/// The name and password of an `Authorization: Basic …` header.
///
/// Neither is checked against any account. Its description leaves the password out, so that no log can hold it.
package struct BasicCredentials: Sendable, Hashable, CustomStringConvertible {
    /// A longer header is refused before it is decoded.
    package static let maximumHeaderLength = 4096

    package let name: String
    package let password: String

    package init(name: String, password: String) {
        self.name = name
        self.password = password
    }

    /// Reads the value of the header; `nil` when it is of another scheme, is too long, is no base64 or UTF-8, has no
    /// colon or has control characters in it (RFC 7617).
    package init?(header: String) {
        let bytes = header.utf8
        guard bytes.count <= Self.maximumHeaderLength, let space = bytes.firstIndex(of: UInt8(ascii: " ")) else {
            return nil
        }
        guard header[..<space].lowercased() == "basic" else { return nil }
        let encoded = bytes[space...].drop { $0 == UInt8(ascii: " ") }
        guard let decoded = Sodium.decodeBase64(Array(encoded)) else { return nil }
        guard let text = String(validating: decoded, as: UTF8.self), !text.utf8.contains(where: Self.isControl) else {
            return nil
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        name = String(text[..<colon])
        password = String(text[text.utf8.index(after: colon)...])
    }

    package var description: String { "\(name):…" }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F
    }
}
