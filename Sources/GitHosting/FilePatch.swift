/// How one file differs from what it was, line by line, as git shows it.
package struct FilePatch: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case same
            case added
            case removed
            /// Where in the file the lines after it are: `@@ -3,7 +3,8 @@`.
            case place
        }

        package let kind: Kind
        package let text: String
        /// Counts from 1, in the file as it is now; of a removed line, in what it was.
        package let number: Int?

        package init(_ kind: Kind, _ text: String, number: Int? = nil) {
            self.kind = kind
            self.text = text
            self.number = number
        }
    }

    /// How much of a difference is worth showing.
    package struct Limits: Sendable, Hashable {
        /// Bytes of a file that is compared; a larger one is only said to differ.
        package var fileSize = 512 * 1024
        /// Lines of one file.
        package var lines = 300
        /// Bytes of a line.
        package var lineLength = 1000

        package init() {}
    }

    /// Why there are no lines.
    package enum Obstacle: Sendable, Hashable {
        case binary
        case tooLarge(bytes: Int)
    }

    package internal(set) var lines: [Line] = []
    /// Lines beyond the limit.
    package internal(set) var furtherLines = 0
    package internal(set) var added = 0
    package internal(set) var removed = 0
    package internal(set) var obstacle: Obstacle?
}
