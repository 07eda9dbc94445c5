import LinuxSystem
import Testing

@testable import LogForwarding

/// Which sinks a site's settings ask for.
@Suite struct LogSinkSettingsTests {
    private func settings(_ variables: [String: String]) -> LogSinkSettings {
        LogSinkSettings(variables, resource: [], clock: SystemClock())
    }

    @Test(
        arguments: [
            ([:], []),
            (["log.journald": "false", "log.otlp.endpoint": ""], []),
            (["log.journald": "true"], ["/run/systemd/journal/socket"]),
            (["log.journald": "1", "log.journald.socket": "/x"], ["/x"]),
            (["log.journald.socket": "/x"], []),
            (["log.otlp.endpoint": "http://127.0.0.1:4318"], ["http://127.0.0.1:4318/v1/logs"]),
            (
                ["log.journald": "TRUE", "log.otlp.endpoint": "https://me:key@logs.example/otlp/"],
                ["/run/systemd/journal/socket", "https://logs.example/otlp/v1/logs"]
            ),
        ] as [([String: String], [String])]
    )
    func `they name receivers`(_ variables: [String: String], _ addresses: [String]) {
        let settings = settings(variables)
        #expect(settings.receivers.map(\.address) == addresses)
        #expect(settings.faults.isEmpty)
    }

    @Test(arguments: [
        ["log.journald": "yes please"], ["log.otlp.endpoint": "nowhere"], ["log.otlp.endpoint": "ftp://x"],
    ])
    func `what is misunderstood is said`(_ variables: [String: String]) {
        let settings = settings(variables)
        #expect(settings.receivers.isEmpty && settings.faults.count == 1)
        #expect(settings.faults.first?.contains(variables.keys.first ?? "?") == true)
    }
}
