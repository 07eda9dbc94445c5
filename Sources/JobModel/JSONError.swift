/// Why a text is not JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package let place: JSONPlace
    /// What was expected or is wrong, without the place.
    package let reason: String

    package var description: String {
        "line \(place.line), column \(place.column): \(reason)"
    }
}
