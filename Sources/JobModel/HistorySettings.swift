/// How much of a triggered job's past is kept.
package struct HistorySettings: Sendable, Hashable {
    /// Default: `WEBJOBS_HISTORY_SIZE`, else 50.
    package var runs: Int?
    package var days: Int?
    package var bytes: Int?
}

extension HistorySettings {
    package static let keys = ["runs", "days", "bytes"]
    package static let keysWithoutEffect: Set<String> = ["days", "bytes"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        reader.warnOfKeysWithoutEffect(Self.keysWithoutEffect)
        runs = reader.integer("runs", in: 1...1_000_000)
        days = reader.integer("days", in: 1...36_500)
        bytes = reader.size("bytes")
    }
}
