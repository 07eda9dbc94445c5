/// When a continuous job that ended starts again.
package struct RestartSettings: Sendable, Hashable {
    /// Default: `always`.
    package var policy = Policy.always
    /// Default: `WEBJOBS_RESTART_TIME`, else 60 s.
    package var delay: Duration?
    /// How far the delay grows when the job fails again and again.
    ///
    /// Default: it does not grow.
    package var maximumDelay: Duration?
    /// Failures in a row after which the job is left alone.
    ///
    /// Default: none.
    package var limit: Int?
    /// A new version is started beside the old one, which ends when the new one is ready.
    ///
    /// Default: `false`.
    package var overlaps = false

    package enum Policy: String, Sendable, Hashable, CaseIterable {
        case always
        case onFailure = "on-failure"
        case never
    }
}

extension RestartSettings {
    package static let keys = ["policy", "delay", "max_delay", "limit", "overlap"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        policy = reader.choice("policy", Policy.self) ?? policy
        delay = reader.duration("delay")
        maximumDelay = reader.duration("max_delay")
        limit = reader.integer("limit", in: 1...1_000_000)
        overlaps = reader.bool("overlap") ?? overlaps
        if let delay, let longest = maximumDelay, longest < delay {
            reader.complain(about: "max_delay", "wrong_value", "it is shorter than \"restart.delay\"; it is ignored")
            maximumDelay = nil
        }
    }
}
