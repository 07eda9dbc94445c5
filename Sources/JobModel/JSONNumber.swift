/// A number as it was written, so that nothing is lost on the way through.
package struct JSONNumber: Sendable, Hashable {
    package let text: String

    package init(_ value: some BinaryInteger) {
        text = String(value)
    }

    /// A finite number; any other is 0, for JSON has none.
    package init(_ value: Double) {
        text = value.isFinite ? "\(value)" : "0"
    }

    /// `text` must be a JSON number; the parser has made sure.
    init(literal text: String) {
        self.text = text
    }

    /// `nil` when it has a fraction or exponent, or is too large.
    package var integer: Int? { Int(text) }
    package var double: Double? { Double(text) }
}
