/// How much of a triggered job's past is kept.
package struct HistorySettings: Sendable, Hashable {
    /// Default: `WEBJOBS_HISTORY_SIZE`, else 50.
    package var runs: Int?
    /// Days after its end that a run is kept; `nil` for ever.
    package var days: Int?
    /// Bytes that the folders of all runs of the job may have together; `nil` is no limit.
    package var bytes: Int?
}

extension HistorySettings {
    package static let keys = ["runs", "days", "bytes"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        runs = reader.integer("runs", in: 1...1_000_000)
        days = reader.integer("days", in: 1...36_500)
        bytes = reader.size("bytes")
    }
}
