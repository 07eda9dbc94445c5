/// How large the log of a continuous job grows.
package struct LogSettings: Sendable, Hashable {
    package static let defaultMaximumSize = 10 * 1024 * 1024
    package static let defaultFileCount = 5

    /// Bytes after which a file rolls.
    ///
    /// Default: 10 MiB.
    package var maximumSize = defaultMaximumSize
    /// Files kept in all.
    ///
    /// Default: 5.
    package var fileCount = defaultFileCount
}

extension LogSettings {
    package static let keys = ["max_bytes", "files"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        maximumSize = reader.size("max_bytes") ?? maximumSize
        fileCount = reader.integer("files", in: 1...1000) ?? fileCount
    }
}
