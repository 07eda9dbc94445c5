/// A pattern of file names as shells have it: `*` is any text, `?` one character, everything else itself.
///
/// A name that begins with a dot is meant only by a pattern that does, as in a shell: half-written files hide there.
package struct FileNamePattern: Sendable, Hashable, CustomStringConvertible {
    private let characters: [Character]

    package var description: String { String(characters) }

    /// `nil` for a text that no name can match: an empty one, or one with a slash or a NUL.
    package init?(_ text: String) {
        guard !text.isEmpty, !text.contains("/"), !text.utf8.contains(0) else { return nil }
        characters = Array(text)
    }

    package func matches(_ name: String) -> Bool {
        if name.hasPrefix("."), characters.first != "." { return false }
        let name = Array(name)
        var position = (pattern: 0, name: 0)
        /// Where to go on when the text after the latest star does not fit here.
        var retry: (pattern: Int, name: Int)?
        while position.name < name.count {
            if position.pattern < characters.count, characters[position.pattern] == "*" {
                retry = position
                position.pattern += 1
            } else if position.pattern < characters.count,
                characters[position.pattern] == "?" || characters[position.pattern] == name[position.name]
            {
                position.pattern += 1
                position.name += 1
            } else if let last = retry {
                retry = (last.pattern, last.name + 1)
                position = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return characters[position.pattern...].allSatisfy { $0 == "*" }
    }
}
