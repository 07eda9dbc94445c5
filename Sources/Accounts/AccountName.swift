/// The name somebody signs in with.
///
/// It starts with an ASCII letter or digit, goes on with letters, digits and `. - _ @`, and has at most
/// ``maximumLength`` bytes: no colon, which ends the name in Basic credentials, and nothing a log would have to escape.
package struct AccountName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let maximumLength = 64

    package let text: String

    package init(_ text: String) throws(AccountsError) {
        guard let first = text.utf8.first else { throw .invalidName(text, reason: "it is empty") }
        guard text.utf8.count <= Self.maximumLength else {
            // The whole of a very long name would hide the sentence around it.
            let start = String(text.unicodeScalars.prefix(Self.maximumLength).map(Character.init)) + "…"
            throw .invalidName(
                start,
                reason: "it has \(text.utf8.count) bytes, at most \(Self.maximumLength) are allowed"
            )
        }
        guard Self.isLetterOrDigit(first) else {
            throw .invalidName(text, reason: "it must start with a letter or digit (a-z, A-Z, 0-9)")
        }
        guard text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || Self.otherAllowed.contains($0) }) else {
            throw .invalidName(text, reason: "use only letters, digits, \".\", \"-\", \"_\" and \"@\"")
        }
        guard !Self.reserved.contains(text.lowercased()) else {
            throw .invalidName(text, reason: "records use it for somebody else")
        }
        self.text = text
    }

    /// What the audit log calls those who have no account.
    private static let reserved: Set<String> = ["local", "anonymous", "webhook"]

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }

    private static let otherAllowed = Array(".-_@".utf8)

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
