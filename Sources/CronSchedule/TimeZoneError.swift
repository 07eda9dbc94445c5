/// Why a time zone cannot be used; the description is one sentence that ends with what to do.
package enum TimeZoneError: Error, Hashable, CustomStringConvertible {
    /// The name could lead out of the folder of time zones, or is no name at all.
    case invalidName(String)
    /// No such zone; with the nearest name that exists.
    case unknownZone(String, suggestion: String?)
    case unreadable(path: String, reason: String)
    case damaged(String, reason: String)
    /// There is no folder of time zones at all.
    case noZonesInstalled(directory: String)

    package var description: String {
        switch self {
        case .invalidName(let name):
            "\"\(Self.shown(name))\" is not the name of a time zone; write one such as \"Europe/Berlin\" or \"UTC\""
        case .unknownZone(let name, let suggestion):
            "the time zone \"\(Self.shown(name))\" is unknown; " + Self.hint(for: name, suggestion: suggestion)
        case .unreadable(let path, let reason):
            "the time zone file \(Self.shown(path)) cannot be read: \(reason); check that it is a readable file"
        case .damaged(let name, let reason):
            "the time zone file of \"\(Self.shown(name))\" is damaged: \(reason); reinstall the package tzdata"
        case .noZonesInstalled(let directory):
            "no time zones are installed in \(directory), so only UTC is known; install the package tzdata"
        }
    }

    private static func hint(for name: String, suggestion: String?) -> String {
        if let suggestion { return "did you mean \"\(suggestion)\"?" }
        // The original took the names of Windows.
        if name.hasSuffix("Standard Time") { return "write a name such as \"Europe/Berlin\", not that of Windows" }
        return "names are those of the tz database, such as \"Europe/Berlin\" or \"UTC\""
    }

    private static func shown(_ text: String) -> String {
        text.unicodeScalars.prefix(64).map { $0.escaped(asASCII: false) }.joined()
    }
}
