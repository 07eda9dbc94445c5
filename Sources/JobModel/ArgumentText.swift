/// Turns the one text of `?arguments=` into an argument vector and back, by the shell's quoting rules without any of
/// its expansions.
///
/// Blanks separate; `'…'` keeps everything; `"…"` keeps everything but `\"` and `\\`; outside quotes `\` keeps the next
/// character. `$`, `*`, `;`, `|` and their like are ordinary characters: no shell ever sees the text.
package enum ArgumentText {
    package struct Unclosed: Error, Hashable, CustomStringConvertible {
        package let quote: Character
        /// Counted in characters from 1.
        package let column: Int

        package var description: String {
            "the \(quote) at column \(column) of the arguments is never closed"
        }
    }

    package static func split(_ text: String) throws(Unclosed) -> [String] {
        var arguments: [String] = []
        var current: String?
        var quote: (character: Character, column: Int)?
        var column = 0
        var characters = text.makeIterator()
        while let character = characters.next() {
            column += 1
            if let open = quote {
                if character == open.character {
                    quote = nil
                } else if character == "\\", open.character == "\"", let next = characters.next() {
                    column += 1
                    current = (current ?? "") + (next == "\"" || next == "\\" ? String(next) : "\\\(next)")
                } else {
                    current = (current ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = (character, column)
                current = current ?? ""
            } else if character == "\\", let next = characters.next() {
                column += 1
                current = (current ?? "") + String(next)
            } else if character == " " || character == "\t" || character == "\n" || character == "\r\n" {
                if let finished = current { arguments.append(finished) }
                current = nil
            } else {
                current = (current ?? "") + String(character)
            }
        }
        if let open = quote { throw Unclosed(quote: open.character, column: open.column) }
        if let finished = current { arguments.append(finished) }
        return arguments
    }

    /// The text that `split` turns back into exactly these arguments.
    package static func joined(_ arguments: [String]) -> String {
        arguments.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ argument: String) -> String {
        let isPlain = argument.unicodeScalars.allSatisfy { scalar in
            scalar.value > 32 && scalar != "'" && scalar != "\"" && scalar != "\\"
        }
        if isPlain, !argument.isEmpty { return argument }
        let escaped = argument.reduce(into: "") { text, character in
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return "\"\(escaped)\""
    }
}
