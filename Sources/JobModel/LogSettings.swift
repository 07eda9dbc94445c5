/// How large the log of a continuous job grows, and the output of one run of a triggered job.
package struct LogSettings: Sendable, Hashable {
    package static let defaultMaximumSize = 10 * 1024 * 1024
    package static let defaultFileCount = 5
    package static let defaultMaximumRunSize = 256 * 1024 * 1024

    /// Bytes after which a file rolls.
    ///
    /// Default: 10 MiB.
    package var maximumSize = defaultMaximumSize
    /// Files kept in all.
    ///
    /// Default: 5.
    package var fileCount = defaultFileCount
    /// Bytes of one run's output; of more, the beginning and the end are kept.
    ///
    /// Default: 256 MiB.
    package var maximumRunSize = defaultMaximumRunSize
}

extension LogSettings {
    package static let keys = ["max_bytes", "files", "max_run_bytes"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        maximumSize = reader.size("max_bytes") ?? maximumSize
        fileCount = reader.integer("files", in: 1...1000) ?? fileCount
        maximumRunSize = reader.size("max_run_bytes") ?? maximumRunSize
    }
}
