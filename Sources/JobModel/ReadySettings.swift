/// How a continuous job shows that it is ready.
package struct ReadySettings: Sendable, Hashable {
    package var logLine: String?
    package var tcp: Int?
    package var http: String?
    package var usesNotify = false
    /// Default: 30 s.
    package var timeout: Duration = .seconds(30)
}

extension ReadySettings {
    package static let keys = ["log_line", "tcp", "http", "notify", "timeout"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        logLine = reader.string("log_line")
        tcp = reader.integer("tcp", in: 1...65_535)
        http = reader.string("http")
        usesNotify = reader.bool("notify") ?? usesNotify
        timeout = reader.duration("timeout") ?? timeout
    }
}
