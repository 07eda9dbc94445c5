extension TimeZoneRules {
    package static let systemDirectory = "/usr/share/zoneinfo"

    /// The bytes of a TZif file, with or without footer; no file is touched.
    package init(tzif bytes: [UInt8], name: String = "tzif") throws(TimeZoneError) {
        self = try TimeZoneFileParser.parse(bytes, name: name)
    }

    /// A zone of the tz database, read from the system's files.
    ///
    /// `UTC` is known without any file. A misspelt name is answered with the nearest one that exists.
    package static func load(
        named name: String,
        directory: String = systemDirectory
    ) throws(TimeZoneError) -> TimeZoneRules {
        if name == utc.name { return utc }
        // Names of Windows have blanks and are often seen; they pass on to the better message.
        let isWindowsName = name.hasSuffix(" Standard Time") && !name.contains("/")
        guard TimeZoneDirectory.isValid(name: name) || isWindowsName else { throw .invalidName(name) }
        guard let bytes = try TimeZoneDirectory.contents(ofFile: "\(directory)/\(name)") else {
            let names = TimeZoneDirectory(path: directory).zoneNames
            guard !names.isEmpty else { throw .noZonesInstalled(directory: directory) }
            throw .unknownZone(name, suggestion: suggestion(for: name, among: names))
        }
        return try TimeZoneRules(tzif: bytes, name: name)
    }

    /// The zone of the machine, as the C library finds it: the variable `TZ` first, then `/etc/localtime`, else UTC.
    ///
    /// `environmentZone` is the value of `TZ`, nil where it is not set; an empty one means UTC. Unlike the C library,
    /// this refuses a `TZ` that means nothing, instead of silently taking UTC.
    package static func host(
        environmentZone: String?,
        localTimeFile: String = "/etc/localtime",
        directory: String = systemDirectory
    ) throws(TimeZoneError) -> TimeZoneRules {
        guard let environmentZone else { return try load(file: localTimeFile, directory: directory) ?? utc }
        let name = environmentZone.hasPrefix(":") ? String(environmentZone.dropFirst()) : environmentZone
        if name.isEmpty { return utc }
        if name.hasPrefix("/") {
            if let zone = try load(file: name, directory: directory) { return zone }
            throw .unknownZone(name, suggestion: nil)
        }
        do {
            return try load(named: name, directory: directory)
        } catch {
            // Only a name that is no file may be a rule: "EST5EDT" is both, and the file knows more.
            guard let rule = TimeZoneRuleParser.parse(name) else { throw error }
            return TimeZoneRules(name: name, changes: [], firstOffset: rule.standardOffset, rule: rule)
        }
    }

    /// A file by its path, named after the zone it links to; nil where there is none.
    private static func load(file path: String, directory: String) throws(TimeZoneError) -> TimeZoneRules? {
        guard let bytes = try TimeZoneDirectory.contents(ofFile: path) else { return nil }
        return try TimeZoneRules(tzif: bytes, name: name(ofFile: path, directory: directory))
    }

    private static func name(ofFile path: String, directory: String) -> String {
        guard let target = TimeZoneDirectory.resolved(path) else { return path }
        let folder = (TimeZoneDirectory.resolved(directory) ?? directory) + "/"
        return target.hasPrefix(folder) ? String(target.dropFirst(folder.count)) : path
    }

    /// The zone of that city, whatever its area, else the nearest spelling.
    private static func suggestion(for name: String, among names: [String]) -> String? {
        let wanted = name.lowercased()
        return names.first { $0.lowercased() == wanted }
            ?? names.first { $0.lowercased().hasSuffix("/" + wanted) }
            ?? NearestName.of(name, among: names)
    }
}
