import ArgumentParser
import Glibc
import JobModel
import LinuxSystem

/// The one program: the host (`serve`) and every command that speaks to it.
@main
struct Nyala: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nyala",
        abstract: "Background jobs on any Linux machine, deployed by git push.",
        discussion: """
            Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 not running, 4 unknown or forbidden, 5 host unreachable.
            """,
        version: ProgramVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "The host",
                subcommands: [InitCommand.self, ServeCommand.self, StatusCommand.self, DoctorCommand.self]
            ),
            CommandGroup(
                name: "Jobs",
                subcommands: [
                    JobsCommand.self, ExplainCommand.self, NotificationsCommand.self, StartCommand.self,
                    StopCommand.self, RestartCommand.self, UpgradeCommand.self,
                    LogsCommand.self, TopCommand.self, DebugCommand.self,
                ]
            ),
            CommandGroup(
                name: "Runs",
                subcommands: [
                    RunCommand.self, RunsCommand.self, HistoryCommand.self, RetryCommand.self, CancelCommand.self,
                ]
            ),
            CommandGroup(
                name: "Sites",
                subcommands: [
                    NewCommand.self, CheckCommand.self, DeployCommand.self, DeploymentsCommand.self,
                    RollbackCommand.self, EditsCommand.self, SettingsCommand.self,
                ]
            ),
            CommandGroup(
                name: "Access",
                subcommands: [AccountsCommand.self, TokensCommand.self, SecretsCommand.self, AuditCommand.self]
            ),
            CommandGroup(name: "Schedules", subcommands: [ScheduleCommand.self, CronCommand.self]),
        ]
    )

    static func main() async {
        StandardStreams.ensureOpen()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.complain(failure.message)
            Glibc.exit(failure.code.rawValue)
        } catch {
            end(error)
        }
    }

    /// The parser's own ends: help and version go to standard output with 0, wrong usage to standard error with 2.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            if !message.isEmpty { print(message) }
            Glibc.exit(0)
        }
        if !message.isEmpty { Terminal.complain(message, plain: true) }
        Glibc.exit(code == .validationFailure ? CommandFailure.Code.usage.rawValue : code.rawValue)
    }
}
