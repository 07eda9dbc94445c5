/// Key, value as written, and what is said after the key.
enum WrongValueTable {
    static let rows: [(String, String, String)] =
        of(
            "text in double quotes",
            [
                ("schedule", "5"), ("time_zone", "true"), ("stop_signal", "15"), ("ready.log_line", "1"),
                ("ready.http", "{}"),
            ]
        )
        + of(
            "true or false (without quotes)",
            [
                ("is_singleton", "\"true\""), ("is_in_place", "1"), ("disabled", "\"\""), ("schedule_paused", "1"),
                ("ready.notify", "0"),
                ("no_new_privs", "0"),
                ("private_tmp", "\"yes\""), ("sandbox.network", "1"),
                ("restart.overlap", "1"),
            ]
        )
        + of(
            durations,
            [
                ("stopping_wait_time", "\"5 minutes\""), ("stopping_wait_time", "-1"), ("stopping_wait_time", "1.5"),
                ("stopping_wait_time", "2147483648"), ("missed_window", "true"), ("timeout", "\"\""),
                ("idle_timeout", "[]"),
                ("retries.delay", "\"-1s\""), ("restart.delay", "\"1w\""), ("restart.max_delay", "{}"),
                ("ready.timeout", "1e3"), ("watchdog", "\"x\""),
                ("watch.quiet_period", "false"),
            ]
        )
        + of(
            "a whole number of bytes, or text such as \"512MiB\", \"1GB\"",
            [
                ("limits.memory", "-1"), ("limits.file_size", "[]"),
                ("limits.memory", "\"1mb\""), ("history.bytes", "true"),
                ("log.max_bytes", "1.5"), ("log.max_run_bytes", "\"much\""),
            ]
        )
        + of(
            "an array of texts without NUL characters",
            [
                ("run", "\"a\""), ("run", "[\"a\", 1]"), ("arguments", "{}"), ("arguments", "[\"a\\u0000b\"]"),
                ("watch.ignore", "\"*\""), ("sandbox.read", "\"/srv\""), ("sandbox.write", "[1]"),
            ]
        )
        + of(
            "an object whose values are texts without NUL characters",
            [
                ("environment", "[]"), ("environment", "{\"A\": null}"), ("environment", "{\"A\": [\"b\"]}"),
                ("environment", "{\"A\": \"b\\u0000\"}"),
            ]
        )
        + of(
            "an object",
            [
                ("retries", "3"), ("restart", "\"always\""), ("ready", "[]"), ("limits", "true"), ("triggers", "[]"),
                ("history", "5"), ("log", "\"\""), ("watch", "1"), ("sandbox", "[]"),
            ]
        )
        + of(
            "the name or the number of a user, such as \"www-data\", 1000 or \"1000:100\"",
            [
                ("user", "true"), ("user", "-1"), ("user", "4294967295"), ("user", "\"\""), ("user", "\"a b\""),
                ("user", "\"a:\""), ("user", "\"a:b:c\""), ("user", "\"../a\""),
            ]
        )
        + ranges + choices
        + [
            ("success_exit_codes", "[]", "no run could succeed; it is ignored"),
            ("lock", "\" \"", "a lock needs a name; it is ignored"),
            ("limits.memory", "1000", "no program starts in less than 1 MiB; it is ignored"),
            ("run", "[]", "the command has no program; it is ignored"),
            (
                "stop_signal", "\"STOP\"",
                "\"STOP\" is none of SIGHUP, SIGINT, SIGKILL, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH; SIGTERM is used"
            ),
            ("watchdog", "0", "nobody can say so all the time; it is ignored"),
            (
                "restart", "{\"overlap\": true}",
                "\"restart.overlap\" needs \"ready\", which says when the new version can take over; it is ignored"
            ),
            ("ready.timeout", "0", "nothing is ready in no time; it is ignored"),
            ("ready.log_line", "\"\"", "an empty text is in every line; it is ignored"),
            ("ready.log_line", "\"/(/\"", "/(/ is no regular expression that is understood here; it is ignored"),
            (
                "ready.http", "\"https://example.com/\"",
                "it must be a path such as \"/health\", or an address such as \"http://127.0.0.1:8080/health\"; it is ignored"
            ),
            ("environment", "{\"A=B\": \"\"}", "\"A=B\" is no name of a variable; it is ignored"),
        ].map { ($0.0, $0.1, ": \($0.2)") }

    private static let durations =
        "a whole number of seconds, or text such as \"90s\", \"15m\", \"2h\", \"1d\", up to 24855d"

    private static let ranges = [
        ("max_queue", "0", "1 to 1000"), ("max_queue", "1001", "1 to 1000"), ("retries.limit", "-1", "0 to 1000"),
        ("restart.limit", "0", "1 to 1000000"), ("instances", "0", "1 to 100"), ("instances", "101", "1 to 100"),
        ("ready.tcp", "65536", "1 to 65535"),
        ("limits.cpu", "0", "1 to 100000"),
        ("limits.processes", "\"5\"", "1 to 4194304"), ("limits.open_files", "15", "16 to 1048576"),
        ("history.runs", "0", "1 to 1000000"), ("history.days", "1.0", "1 to 36500"), ("log.files", "0", "1 to 1000"),
    ].flatMap { of("a whole number from \($0.2)", [($0.0, $0.1)]) }

    private static let choices = [
        ("missed_runs", "\"none\"", ["latest", "skip", "all"]),
        ("concurrency", "\"Queue\"", ["forbid", "queue", "replace", "allow"]),
        ("retries.backoff", "1", ["constant", "linear", "exponential"]),
        ("restart.policy", "\"on_failure\"", ["always", "on-failure", "never"]),
    ].flatMap { row in of("one of " + row.2.map { "\"\($0)\"" }.joined(separator: ", "), [(row.0, row.1)]) }

    private static func of(_ expected: String, _ values: [(String, String)]) -> [(String, String, String)] {
        values.map { key, value in
            let shown = value.first == "{" ? "an object" : value == "[]" ? "an array" : wrongPart(of: value)
            return (key, value, " must be \(expected), not \(shown); it is ignored")
        }
    }

    /// Of an array with something in it, what is wrong is its last element.
    private static func wrongPart(of value: String) -> String {
        guard value.first == "[", value != "[]" else { return value }
        return value.dropFirst().dropLast().split(separator: ",").last.map { String($0.drop { $0 == " " }) } ?? value
    }

    /// Where in a value the part is that is wrong.
    static func offset(in value: String) -> Int {
        value.unicodeScalars.count - wrongPart(of: value).unicodeScalars.count - (wrongPart(of: value) == value ? 0 : 1)
    }
}
