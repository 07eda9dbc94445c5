extension JobSettings {
    /// Bytes of a settings file.
    package static let maximumSize = 1024 * 1024

    static let instanceCounts = 1...100

    /// What a process can end with.
    static let exitCodes = 0...255

    /// All keys at the top of a settings file.
    package static let keys = [
        "schedule", "schedule_paused", "is_singleton", "stopping_wait_time", "is_in_place", "run", "arguments",
        "environment", "secrets",
        "time_zone",
        "missed_runs", "missed_window", "concurrency", "max_parallel", "max_queue", "lock", "timeout", "idle_timeout",
        "success_exit_codes",
        "retries", "restart", "instances",
        "stop_signal", "ready", "watchdog", "depends_on", "limits", "user", "no_new_privs", "private_tmp", "sandbox",
        "triggers", "notify",
        "ping_url", "history", "log",
        "watch",
        "disabled",
    ]

    /// Keys that are read and checked but steer nothing yet; using one is a warning, so that nobody relies on it.
    package static let keysWithoutEffect: Set<String> = []

    /// Reads a settings file.
    ///
    /// `settings` is `nil` only when the text is no JSON object: then what was good before should
    /// stay in force. A key with a wrong value is a problem and counts as not given.
    package static func parse(_ bytes: [UInt8], path: String) -> (settings: JobSettings?, problems: [Problem]) {
        guard bytes.count <= maximumSize else {
            let message = "the file has \(bytes.count) bytes, at most \(maximumSize) are read"
            return (nil, [Problem(code: "broken_settings", path: path, message: message)])
        }
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONParser.parse(bytes)
        } catch {
            return (nil, [broken(path, error.place, error.reason)])
        }
        guard case .object(let members, let place) = root else {
            return (nil, [broken(path, root.place, "settings must be a JSON object ({ … }), not \(root.kind)")])
        }
        let complaints = SettingsReader.Complaints(path: path)
        var settings = JobSettings()
        settings.raw = root.value
        settings.read(SettingsReader(members, at: place, prefix: "", complaints: complaints))
        return (settings, complaints.problems)
    }

    private static func broken(_ path: String, _ place: JSONPlace, _ reason: String) -> Problem {
        Problem(code: "broken_settings", path: path, line: place.line, column: place.column, message: reason)
    }

    private mutating func read(_ reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        reader.warnOfKeysWithoutEffect(Self.keysWithoutEffect)
        schedule = reader.string("schedule")
        isSchedulePaused = reader.bool("schedule_paused") ?? isSchedulePaused
        isSingleton = reader.bool("is_singleton") ?? isSingleton
        stoppingWaitTime = reader.duration("stopping_wait_time")
        isInPlace = reader.bool("is_in_place")
        run = reader.strings("run")
        if run?.isEmpty == true {
            reader.complain(about: "run", "wrong_value", "the command has no program; it is ignored")
            run = nil
        }
        arguments = reader.strings("arguments") ?? arguments
        environment = reader.texts("environment") ?? environment
        readVariableNames(reader)
        readSecrets(reader)
        timeZone = reader.string("time_zone")
        missedRuns = reader.choice("missed_runs", MissedRuns.self) ?? missedRuns
        missedWindow = reader.duration("missed_window") ?? missedWindow
        concurrency = ConcurrencySettings(reading: reader)
        timeout = reader.duration("timeout")
        idleTimeout = reader.duration("idle_timeout")
        successExitCodes = reader.integers("success_exit_codes", in: Self.exitCodes) ?? successExitCodes
        if successExitCodes.isEmpty {
            reader.complain(about: "success_exit_codes", "wrong_value", "no run could succeed; it is ignored")
            successExitCodes = JobSettings().successExitCodes
        }
        instances = reader.integer("instances", in: Self.instanceCounts) ?? instances
        stopSignal = readSignal(reader)
        readSeparation(reader)
        notify = NotifySettings(reading: reader)
        isDisabled = reader.bool("disabled") ?? isDisabled
        readGroups(reader)
    }

    private mutating func readGroups(_ reader: SettingsReader) {
        retries = reader.nested("retries", RetrySettings.init(reading:)) ?? retries
        restart = reader.nested("restart", RestartSettings.init(reading:)) ?? restart
        ready = reader.nested("ready", ReadySettings.init(reading:))
        readWatchdog(reader)
        dependsOn = reader.list("depends_on", Dependency.form, Dependency.init(reading:)) ?? dependsOn
        if restart.overlaps, ready?.isEmpty ?? true { forbidOverlap(reader) }
        limits = reader.nested("limits", LimitSettings.init(reading:)) ?? limits
        triggers = reader.nested("triggers", TriggerSettings.init(reading:)) ?? triggers
        history = reader.nested("history", HistorySettings.init(reading:)) ?? history
        log = reader.nested("log", LogSettings.init(reading:)) ?? log
        watch = reader.nested("watch", WatchSettings.init(reading:)) ?? watch
    }

    private mutating func readSeparation(_ reader: SettingsReader) {
        user = reader.userName("user")
        userPlace = user == nil ? nil : reader.node("user")?.place
        hasNoNewPrivileges = reader.bool("no_new_privs") ?? hasNoNewPrivileges
        hasPrivateTmp = reader.bool("private_tmp")
        switch reader.node("sandbox") {
        case .scalar(.bool(true), let place):
            sandbox = SandboxSettings()
            sandbox?.place = place
        case .scalar(.bool(false), _): sandbox = nil
        default: sandbox = reader.nested("sandbox", SandboxSettings.init(reading:))
        }
    }

    private mutating func readWatchdog(_ reader: SettingsReader) {
        watchdog = reader.duration("watchdog")
        if watchdog == .zero {
            reader.complain(about: "watchdog", "wrong_value", "nobody can say so all the time; it is ignored")
            watchdog = nil
        }
    }

    /// Without knowing when the new version is ready, the old one cannot wait for it.
    private mutating func forbidOverlap(_ reader: SettingsReader) {
        let message =
            "\"restart.overlap\" needs \"ready\", which says when the new version can take over; it is ignored"
        reader.complain(about: "restart", "wrong_value", message)
        restart.overlaps = false
    }

    private mutating func readVariableNames(_ reader: SettingsReader) {
        for name in environment.keys.sorted() where name.isEmpty || name.contains("=") || name.contains("\0") {
            reader.complain(about: "environment", "wrong_value", "\"\(name)\" is no name of a variable; it is ignored")
            environment[name] = nil
        }
    }

    private mutating func readSecrets(_ reader: SettingsReader) {
        var uses = reader.list("secrets", SecretUse.forms, SecretUse.init(reading:)) ?? []
        if uses.count > SecretUse.maximumCount {
            let message = "a job can have \(SecretUse.maximumCount) secrets; the others are ignored"
            reader.complain(about: "secrets", "wrong_value", message)
            uses = Array(uses.prefix(SecretUse.maximumCount))
        }
        var taken: Set<String> = []
        for use in uses {
            if let fault = use.fault {
                reader.complain(at: use.place, about: "secrets", "wrong_value", "\(fault); it is ignored")
            } else if !taken.insert("\(use.form):\(use.target)").inserted {
                let message = "\"\(use.target)\" is given twice; the first one counts"
                reader.complain(at: use.place, about: "secrets", "wrong_value", message)
            } else {
                secrets.append(use)
            }
        }
    }

    private static let signals: [String: Int32] = [
        "SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGKILL": 9, "SIGUSR1": 10, "SIGUSR2": 12, "SIGTERM": 15,
        "SIGWINCH": 28,
    ]

    private func readSignal(_ reader: SettingsReader) -> Int32? {
        guard let name = reader.string("stop_signal") else { return nil }
        if let signal = Self.signals[name] ?? Self.signals["SIG\(name)"] { return signal }
        let known = Self.signals.keys.sorted().joined(separator: ", ")
        reader.complain(about: "stop_signal", "wrong_value", "\"\(name)\" is none of \(known); SIGTERM is used")
        return nil
    }
}
