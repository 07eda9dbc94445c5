/// What a line of output must have in it: a text, or between slashes a regular expression.
package struct LinePattern: Sendable, Hashable, CustomStringConvertible {
    /// As written.
    package let description: String
    private let isExpression: Bool

    package enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
        case empty
        case badExpression(String)

        package var description: String {
            switch self {
            case .empty: "an empty text is in every line"
            case .badExpression(let text): "\(text) is no regular expression that is understood here"
            }
        }
    }

    package init(_ text: String) throws(Fault) {
        description = text
        isExpression = text.count > 2 && text.hasPrefix("/") && text.hasSuffix("/")
        if text.isEmpty { throw .empty }
        guard isExpression else { return }
        do {
            _ = try Regex(String(text.dropFirst().dropLast()))
        } catch {
            throw .badExpression(text)
        }
    }

    /// Made once for many lines; it must stay where it is made.
    package func matcher() -> (String) -> Bool {
        guard isExpression, let expression = try? Regex(String(description.dropFirst().dropLast())) else {
            // A pattern that is no expression, which `init` has seen to, is a text.
            return { [description] line in line.contains(description) }
        }
        return { line in line.contains(expression) }
    }
}
