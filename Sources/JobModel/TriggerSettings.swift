/// What starts a triggered job besides requests and its schedule.
package struct TriggerSettings: Sendable, Hashable {
    /// Patterns of files whose arrival starts a run.
    package var files: [String] = []
    /// Jobs whose end starts a run.
    package var after: [String] = []
}

extension TriggerSettings {
    package static let keys = ["files", "after"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        files = reader.strings("files") ?? files
        after = reader.strings("after") ?? after
    }
}
