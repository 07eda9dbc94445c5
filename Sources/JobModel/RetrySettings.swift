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
    /// Only a run that ended with one of these exit codes is tried again; `nil` means every run that failed.
    package var onExitCodes: [Int]?

    /// No delay grows beyond a day.
    package static let maximumDelay: Duration = .seconds(86_400)

    /// How long to wait after this attempt has failed (the first is 1); `nil` when it was the last.
    package func delay(afterAttempt attempt: Int) -> Duration? {
        guard attempt <= limit else { return nil }
        let factor: Int
        switch backoff {
        case .constant: factor = 1
        case .linear: factor = attempt
        case .exponential: factor = 1 << min(attempt - 1, 30)
        }
        let seconds = delay.inNanoseconds.multipliedReportingOverflow(by: Int64(factor))
        return seconds.overflow ? Self.maximumDelay : min(Self.maximumDelay, .nanoseconds(seconds.partialValue))
    }

    /// Whether a run that failed is one to be tried again; one that did not end by itself has no exit code.
    package func covers(exitCode: Int?) -> Bool {
        guard let onExitCodes else { return true }
        return exitCode.map(onExitCodes.contains) ?? false
    }

    package enum Backoff: String, Sendable, Hashable, CaseIterable {
        case constant
        case linear
        case exponential
    }
}

extension RetrySettings {
    package static let keys = ["limit", "delay", "backoff", "on_exit_codes"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        limit = reader.integer("limit", in: 0...1000) ?? limit
        delay = reader.duration("delay") ?? delay
        backoff = reader.choice("backoff", Backoff.self) ?? backoff
        onExitCodes = reader.integers("on_exit_codes", in: JobSettings.exitCodes)
    }
}
