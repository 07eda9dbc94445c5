import HTTPTransfer

/// One line of a message's head.
package struct APIHeader: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it can be sent as it is: a name of token characters, and no end of line that would begin another header.
    var isValid: Bool { field.isValid }

    var field: HTTPField { HTTPField(name, value) }
}
