import ArgumentParser
import JobModel

/// `nyala doctor`: what this machine gives a host and its jobs, and what to do where something is missing.
///
/// Needs no host, and changes nothing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell what this machine gives to a host and its jobs.",
        discussion: """
            Run it as the host runs: as its user, and in its service where it has one. Exit code 1 when something does not \
            work; what could be better alone is 0.
            """
    )

    @OptionGroup var home: HomeOption

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        let layout = home.layout
        let checks = ProcessChecks(layout: layout).all + SystemChecks(layout: layout).all
        if json { Terminal.write(json: .array(checks.map(\.json))) } else { show(checks) }
        if checks.contains(where: { $0.verdict == .problem }) { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }

    private func show(_ checks: [MachineCheck]) {
        let width = checks.map(\.name.count).max() ?? 0
        for check in checks {
            print(Terminal.column(check.verdict.rawValue, 7), Terminal.column(check.name, width), check.finding)
            guard let advice = check.advice else { continue }
            print(Terminal.column("", 7), Terminal.column("", width), "→ \(advice)")
        }
    }
}
