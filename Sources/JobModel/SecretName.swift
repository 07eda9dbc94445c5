/// The name of a secret, which is also the environment variable that a job finds it in unless it asks for another.
///
/// It starts with an ASCII letter or `_`, goes on with letters, digits and `_`, and has at most ``maximumLength`` bytes.
package struct SecretName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let maximumLength = 128

    package let text: String

    package init(_ text: String) throws(InvalidSecretName) {
        guard text.utf8.count <= Self.maximumLength else {
            throw InvalidSecretName(
                text: String(decoding: text.utf8.prefix(Self.maximumLength), as: UTF8.self),
                reason: "it has \(text.utf8.count) bytes, at most \(Self.maximumLength) are allowed"
            )
        }
        guard VariableName.isPortable(text) else {
            throw InvalidSecretName(
                text: text,
                reason: "use letters, digits and \"_\", a digit not first, as in DB_PASSWORD"
            )
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}

/// Why a text cannot be the name of a secret.
package struct InvalidSecretName: Error, Hashable, CustomStringConvertible {
    package let text: String
    package let reason: String

    package var description: String {
        let shown = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
        return "\"\(shown)\" cannot be the name of a secret: \(reason)"
    }
}
