/// What a job may do with files and the network.
///
/// Without: what its user may do.
package struct SandboxSettings: Sendable, Hashable {
    /// Files and folders that it may change, besides its data; relative ones are in its own folder.
    package var write: [String] = []
    /// Files and folders that it may read, besides its own folder and the system's.
    package var read: [String] = []
    /// Default: `true`.
    package var allowsNetwork = true
    /// Where it stands in the settings file.
    package var place: JSONPlace?

    package init() {}
}

extension SandboxSettings {
    package static let keys = ["write", "read", "network"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        write = paths("write", reader)
        read = paths("read", reader)
        allowsNetwork = reader.bool("network") ?? allowsNetwork
        place = reader.place
    }

    private func paths(_ key: String, _ reader: SettingsReader) -> [String] {
        let paths = reader.strings(key) ?? []
        if paths.contains("") { reader.complain(about: key, "wrong_value", "a path has no letters; it is ignored") }
        return paths.filter { !$0.isEmpty }
    }
}
