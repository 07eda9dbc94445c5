import JobModel

/// Text as a terminal may have it: what a name or message holds beside letters must not move the cursor, colour the
/// screen or hide what stands before it.
enum ShownText {
    /// Control characters and those that change the direction of writing are written out; line ends and tabs stay.
    static func lines(_ text: some StringProtocol) -> String {
        shown(text) { $0 == "\n" || $0 == "\t" }
    }

    /// The same for what has to stay on one line.
    static func line(_ text: some StringProtocol) -> String {
        shown(text) { _ in false }
    }

    private static func shown(_ text: some StringProtocol, except stays: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isHarmful($0) && !stays($0) }) else { return String(text) }
        var shown = ""
        for scalar in text.unicodeScalars {
            if isHarmful(scalar), !stays(scalar) {
                shown += scalar.escaped(asASCII: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

/// Prints a text and a line end: what every command shows passes here, instead of Swift's own `print`.
func print(_ text: some StringProtocol) {
    Terminal.write(Array("\(ShownText.lines(text))\n".utf8))
}
