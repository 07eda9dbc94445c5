import JobModel

/// What the value of a setting that steers the host must look like.
///
/// Any other value is refused where somebody sets it. Where it stands in the file all the same, it counts as not given,
/// and the host's health tells of it. The original's settings have no rules: clients of the original set them to anything.
struct SettingRule: Sendable {
    /// In words, for the place behind "must be".
    let form: String
    private let accepts: @Sendable (String) -> Bool

    /// The rules by the names of settings.
    static let byName: [String: SettingRule] = [
        "build.timeout": .duration,
        "command.timeout": .duration,
        "deploy.fetch_timeout": .duration,
        "deploy.on_failure": .one(of: ["rollback", "keep"]),
        "deploy.settle": .duration,
        "deploy.tidy_after": .duration,
        "http.body_timeout": .timeout,
        "http.header_timeout": .timeout,
        "http.idle_timeout": .timeout,
        "http.max_connections": .count,
        "http.max_connections_per_address": .count,
        "http.max_tunnels": .count,
        "http.read_timeout": .timeout,
        "http.strict_transport": .duration,
        "http.tunnel_idle_timeout": .timeout,
        "jobs.early_start": .earlyStart,
        "log.budget": SettingRule(form: ByteSizeText.forms) { ByteSizeText.parse($0) != nil },
    ]

    /// Why a value is not what the setting of this name must be; `nil` when it is, and for names without a rule.
    static func fault(of name: String, _ value: String) -> String? {
        guard let rule = byName[name], !rule.accepts(value) else { return nil }
        return "the setting \(name) must be \(rule.form), not \"\(value.prefix(longestShown))\""
    }

    /// Characters of a value in a message.
    private static let longestShown = 80

    private static let duration = SettingRule(form: DurationText.forms) { DurationText.parse($0) != nil }

    private static let timeout = SettingRule(form: "longer than 0: \(DurationText.forms)") {
        DurationText.parse($0).map { $0 > .zero } ?? false
    }

    private static let earlyStart = SettingRule(form: "a duration from 0 to 10s, such as 5ms") {
        DurationText.parse($0).map { $0 <= AppSettings.longestEarlyStart } ?? false
    }

    private static let count = SettingRule(form: "a whole number from 1 on") { Int($0).map { $0 > 0 } ?? false }

    private static func one(of words: [String]) -> SettingRule {
        SettingRule(form: words.map { "\"\($0)\"" }.joined(separator: " or ")) { words.contains($0) }
    }
}

extension AppSettings {
    /// What is wrong with settings that steer the host, a sentence each, by their names.
    package var faults: [String] {
        SettingRule.byName.keys.sorted().compactMap { name in
            variables[name].flatMap { SettingRule.fault(of: name, $0) }.map { "\($0); it counts as not given" }
        }
    }
}
