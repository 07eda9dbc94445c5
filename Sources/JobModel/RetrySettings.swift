/// How often and when a failed run is tried again.
package struct RetrySettings: Sendable, Hashable {
    /// Attempts after the first.
    ///
    /// Default: 0.
    package var limit = 0
    /// Before the first retry.
    ///
    /// Default: 30 s.
    package var delay: Duration = .seconds(30)
    /// How the delay grows.
    ///
    /// Default: `constant`.
    package var backoff = Backoff.constant

    package enum Backoff: String, Sendable, Hashable, CaseIterable {
        case constant
        case linear
        case exponential
    }
}

extension RetrySettings {
    package static let keys = ["limit", "delay", "backoff"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        limit = reader.integer("limit", in: 0...1000) ?? limit
        delay = reader.duration("delay") ?? delay
        backoff = reader.choice("backoff", Backoff.self) ?? backoff
    }
}
