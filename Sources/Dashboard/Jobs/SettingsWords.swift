import JobModel

/// The settings of a job as they were understood, those that differ from what holds without them.
struct SettingsWords {
    private let settings: JobSettings
    private let type: JobType
    private let standard = JobSettings()

    init(_ settings: JobSettings, of type: JobType) {
        self.settings = settings
        self.type = type
    }

    /// Names as in `settings.job`, each with its value in words.
    var rows: [(name: String, value: String)] {
        let found: [(String, String?)] = [
            ("run", settings.run.map { ArgumentText.joined($0) }),
            ("arguments", settings.arguments.isEmpty ? nil : ArgumentText.joined(settings.arguments)),
            ("time_zone", settings.timeZone),
            ("schedule_paused", settings.isSchedulePaused ? "yes" : nil),
            ("missed_runs", changed(\.missedRuns)?.rawValue),
            ("missed_window", span(changed(\.missedWindow))),
            (
                "timeout",
                span(settings.timeout) ?? (type == .triggered ? "none: a run may take as long as it likes" : nil)
            ),
            ("idle_timeout", span(settings.idleTimeout)),
            ("stopping_wait_time", span(settings.stoppingWaitTime)),
            ("success_exit_codes", changed(\.successExitCodes)?.map(String.init).joined(separator: ", ")),
            ("retries", settings.retries.limit > 0 ? "\(settings.retries.limit)" : nil),
            ("restart", restart),
            ("watchdog", span(settings.watchdog)),
            (
                "depends_on",
                settings.dependsOn.isEmpty ? nil : settings.dependsOn.map(\.job.text).joined(separator: ", ")
            ),
            ("instances", changed(\.instances).map(String.init)),
            ("is_singleton", settings.isSingleton ? "yes" : nil),
            ("limits", limits),
            ("user", settings.user),
            ("no_new_privs", settings.hasNoNewPrivileges ? nil : "no"),
            ("private_tmp", settings.hasPrivateTmp.map { $0 ? "yes" : "no" }),
            ("sandbox", settings.sandbox.map(sandbox)),
            ("disabled", settings.isDisabled ? "yes" : nil),
        ]
        return found.compactMap { name, value in value.map { (name, $0) } }
    }

    /// The restart policy where it differs from the original's rule.
    private var restart: String? {
        let rule = settings.restart
        let words = [
            rule.policy == .always ? nil : rule.policy.rawValue,
            rule.delay.flatMap(span).map { "after \($0)" },
            rule.maximumDelay.flatMap(span).map { "growing to \($0)" },
            rule.overlaps ? "overlapping" : nil,
            rule.limit.map { $0 == 1 ? "given up after a failure" : "given up after \($0) failures in a row" },
        ].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private var limits: String? {
        let limits = settings.limits
        let found = [
            limits.memory.map { "memory \(ByteSizeText.shown($0))" }, limits.cpu.map { "cpu \($0) %" },
            limits.processes.map { "\($0) processes" }, limits.openFiles.map { "\($0) open files" },
            limits.fileSize.map { "files of \(ByteSizeText.shown($0))" },
        ].compactMap(\.self)
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }

    private func sandbox(_ sandbox: SandboxSettings) -> String {
        var words = sandbox.write.isEmpty ? [] : ["writes \(ArgumentText.joined(sandbox.write))"]
        if !sandbox.read.isEmpty { words.append("reads \(ArgumentText.joined(sandbox.read))") }
        words.append(sandbox.allowsNetwork ? "network" : "no network")
        return words.joined(separator: "; ")
    }

    private func changed<Value: Equatable>(_ path: KeyPath<JobSettings, Value>) -> Value? {
        settings[keyPath: path] == standard[keyPath: path] ? nil : settings[keyPath: path]
    }

    private func span(_ span: Duration?) -> String? {
        span.map { SpanWords.whole(Int($0.components.seconds)) }
    }
}
