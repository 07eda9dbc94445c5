/// A stranger's path as it may be printed: what would steer a terminal is escaped, and it ends where it gets too long.
package struct ShownPath: CustomStringConvertible {
    /// Bytes.
    package static let maximumLength = 200

    package let description: String

    package init(_ path: String) {
        var text = ""
        for scalar in path.unicodeScalars {
            guard text.utf8.count < Self.maximumLength else {
                text += "…"
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
        description = text
    }
}
