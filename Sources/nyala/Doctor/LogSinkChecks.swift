import JobModel
import LinuxSystem
import LogForwarding
import SiteSettings

/// Whether the logs of jobs get to where the settings of the site want them, besides the files.
struct LogSinkChecks {
    private let settings: LogSinkSettings

    init(layout: HomeLayout) {
        let settings = AppSettingsStore(path: layout.appSettings, environment: HostEnvironment.variables).current()
        self.settings = LogSinkSettings(settings.variables, resource: [], clock: SystemClock())
    }

    /// Nothing where nothing is wanted.
    var all: [MachineCheck] {
        settings.faults.map { MachineCheck("log_settings", .problem, $0) } + settings.receivers.map(check)
    }

    private func check(_ receiver: any LogReceiver) -> MachineCheck {
        let name = "log_\(receiver.name)"
        guard let failure = receiver.probe() else {
            return MachineCheck(name, .ok, "logs can be sent to \(receiver.address)")
        }
        return MachineCheck(
            name,
            .problem,
            "no log can be sent to \(receiver.address): \(failure)",
            advice:
                "the logs wait in their files; start what listens there, or change the settings log.\(receiver.name)"
        )
    }
}
