/// How changes of the job's folder are taken.
package struct WatchSettings: Sendable, Hashable {
    /// Patterns of files whose changes do not count, added to the built-in ones.
    package var ignore: [String] = []
    /// Default: adaptive, 20 ms after a lone change, 250 ms after several.
    package var quietPeriod: Duration?
}

extension WatchSettings {
    package static let keys = ["ignore", "quiet_period"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        ignore = reader.strings("ignore") ?? ignore
        quietPeriod = reader.duration("quiet_period")
    }
}
