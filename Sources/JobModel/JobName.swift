/// The name of a job, which is also the name of its folder.
///
/// A name starts with an ASCII letter or digit, goes on with letters, digits, `-` and `_`, and has at most
/// ``maximumLength`` bytes: the portal's rule, so every name is safe in a path, a URL and an environment variable.
package struct JobName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let maximumLength = 64

    package let text: String

    package init(_ text: String) throws(InvalidJobName) {
        func refused(_ reason: String) -> InvalidJobName {
            InvalidJobName(text: text, reason: reason)
        }
        guard let first = text.utf8.first else { throw refused("it is empty") }
        guard Self.isLetterOrDigit(first) else { throw refused("it must start with a letter or digit (a-z, A-Z, 0-9)") }
        guard text.utf8.count <= Self.maximumLength else {
            throw refused("it has \(text.utf8.count) bytes, at most \(Self.maximumLength) are allowed")
        }
        for scalar in text.unicodeScalars where !Self.isAllowed(scalar) {
            throw refused("\"\(scalar.escaped(asASCII: true))\" is not allowed; use letters, digits, \"-\" and \"_\"")
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = UInt8(exactly: scalar.value) else { return false }
        return isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
