/// One line of a message's head.
package struct HTTPField: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it can be sent as it is: a name of token characters, and no end of line that would begin another header.
    package var isValid: Bool {
        Self.isToken(name) && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// The form of header names and methods (RFC 9110).
    package static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || punctuation.contains($0) }
    }

    private static let punctuation = Array("!#$%&'*+-.^_`|~".utf8)
}
