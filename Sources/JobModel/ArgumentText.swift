/// Turns the one text of `?arguments=` into an argument vector and back, by the shell's quoting rules without any of
/// its expansions.
///
/// Blanks separate; `'…'` keeps everything; `"…"` keeps everything but `\"` and `\\`; outside quotes `\` keeps the next
/// character. `$`, `*`, `;`, `|` and their like are ordinary characters: no shell ever sees the text.
package enum ArgumentText {
    package struct Unclosed: Error, Hashable, CustomStringConvertible {
        package let quote: Character
        /// Counted in characters (Unicode scalars) from 1.
        package let column: Int

        package var description: String {
            "the \(quote) at column \(column) of the arguments is never closed"
        }
    }

    package static func split(_ text: String) throws(Unclosed) -> [String] {
        var arguments: [String] = []
        var current: String.UnicodeScalarView?
        var quote: (character: Unicode.Scalar, column: Int)?
        var column = 0
        // By scalars: an accent that follows a quote must not hide it.
        var scalars = text.unicodeScalars.makeIterator()
        func keep(_ scalars: Unicode.Scalar...) {
            current = (current ?? String.UnicodeScalarView()) + scalars
        }
        while let scalar = scalars.next() {
            column += 1
            if let open = quote {
                if scalar == open.character {
                    quote = nil
                } else if scalar == "\\", open.character == "\"", let next = scalars.next() {
                    column += 1
                    if next != "\"", next != "\\" { keep(scalar) }
                    keep(next)
                } else {
                    keep(scalar)
                }
            } else if scalar == "'" || scalar == "\"" {
                quote = (scalar, column)
                keep()
            } else if scalar == "\\", let next = scalars.next() {
                column += 1
                keep(next)
            } else if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
                if let finished = current { arguments.append(String(finished)) }
                current = nil
            } else {
                keep(scalar)
            }
        }
        if let open = quote { throw Unclosed(quote: Character(open.character), column: open.column) }
        if let finished = current { arguments.append(String(finished)) }
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
        var text = "\"".unicodeScalars
        for scalar in argument.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.append("\\") }
            text.append(scalar)
        }
        return "\(String(text))\""
    }
}
