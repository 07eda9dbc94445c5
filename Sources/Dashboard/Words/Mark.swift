/// Which colour something has; never the only way to tell it.
package enum Tone: String, Sendable {
    case good
    case bad
    case warning = "warn"
    case active
    case quiet
}

/// A picture with its word, in the colour of what it means.
enum Mark {
    static func html(_ icon: Icon, _ tone: Tone, _ word: String) -> HTML {
        "<span class=\"mark \(tone.rawValue)\">\(Icon.html(icon))\(word)</span>"
    }
}
