import ArgumentParser
import Deployments
import JobDiscovery
import JobModel
import LinuxSystem

/// `nyala check`: what is wrong with a site, before it is deployed.
///
/// Needs no host.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find everything that is wrong with a site's jobs, without deploying it.",
        discussion: """
            Finds what a push of the folder would be refused for; what git would not commit is not looked at.
            Exit code 1 when something must be mended; warnings alone are 0.
            """
    )

    @Flag(help: "Print JSON for programs.")
    var json = false

    @Argument(help: "The site's folder (the one with App_Data in it).")
    var path = "."

    func run() async throws {
        guard Folder.exists(path) else { throw CommandFailure(.usage, "there is no folder \(path)") }
        guard Folder.exists("\(path)/\(HomeLayout.defaultJobsPath)") else {
            throw CommandFailure(
                .failed,
                "\(path) has no \(HomeLayout.defaultJobsPath)/{continuous,triggered}; name the site's own folder"
            )
        }
        let lookup = ProgramLookup(path: HomeOption.variable("PATH") ?? ProgramLookup.defaultPath)
        let check = try FolderCheck(path, lookup: lookup)
        let (jobs, problems) = (check.jobs, check.problems)
        let count = problems.count { $0.severity == .problem }
        if json { Terminal.write(json: .array(problems.map(shape))) } else { show(jobs, problems, count) }
        if count > 0 { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }

    private func show(_ jobs: [SiteInspector.Finding], _ problems: [Problem], _ count: Int) {
        for problem in problems { print("\(problem)") }
        let jobCount = "\(jobs.count) \(jobs.count == 1 ? "job" : "jobs")"
        print(count == 0 ? "\(jobCount), no problems" : "\(jobCount), \(count) \(count == 1 ? "problem" : "problems")")
    }

    private func shape(_ problem: Problem) -> JSONValue {
        .object([
            "severity": .string(problem.severity.rawValue),
            "code": .string(problem.code),
            "path": .string(problem.path),
            "line": .optional(problem.line),
            "column": .optional(problem.column),
            "message": .string(problem.message),
        ])
    }
}
