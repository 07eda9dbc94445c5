import ArgumentParser
import JobModel

/// `nyala rollback`: an earlier deployment becomes the active one again.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make an earlier deployment active again, with all jobs as they were then."
    )

    @OptionGroup var home: HomeOption

    @Flag(name: .customLong("dry-run"), help: "Only say what would change.")
    var isDryRun = false

    @Argument(help: "A deployment's id or its beginning, or a commit; else the one before the active one.")
    var id: String?

    func run() async throws {
        let host = try HostConnection(home.layout)
        var answer = LineAnswer()
        var query: [(name: String, value: String)] = id.map { [("to", $0)] } ?? []
        if isDryRun { query.append(("dry-run", "true")) }
        try host.stream("POST", "/api/v1/rollback", query: query) { answer.take($0) }
        throw ExitCode(answer.code ?? CommandFailure.Code.failed.rawValue)
    }
}
