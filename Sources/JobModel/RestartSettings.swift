/// When a continuous job that ended starts again.
package struct RestartSettings: Sendable, Hashable {
    /// Default: `always`.
    package var policy = Policy.always
    /// Default: `WEBJOBS_RESTART_TIME`, else 60 s.
    package var delay: Duration?
    /// The most a growing delay reaches.
    ///
    /// Default: none.
    package var maximumDelay: Duration?
    /// Restarts an hour before it is left alone.
    ///
    /// Default: none.
    package var limit: Int?

    package enum Policy: String, Sendable, Hashable, CaseIterable {
        case always
        case onFailure = "on-failure"
        case never
    }
}

extension RestartSettings {
    package static let keys = ["policy", "delay", "max_delay", "limit"]
    package static let keysWithoutEffect: Set<String> = ["policy", "max_delay", "limit"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        reader.warnOfKeysWithoutEffect(Self.keysWithoutEffect)
        policy = reader.choice("policy", Policy.self) ?? policy
        delay = reader.duration("delay")
        maximumDelay = reader.duration("max_delay")
        limit = reader.integer("limit", in: 1...1_000_000)
    }
}
