import ArgumentParser
import JobModel
import LinuxSystem

/// `nyala new`: a job folder from a template.
struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a new job from a template.",
        discussion: "In the home's own site, the default, the job starts as soon as it is written."
    )

    @OptionGroup var home: HomeOption

    @Option(help: "continuous (kept running) or triggered (run on demand or by a schedule).")
    var type = "continuous"

    @Option(help: "bash, python, node, php, ruby or swift.")
    var template = "bash"

    @Option(help: ArgumentHelp("The site's folder; else the home's own.", valueName: "dir"))
    var site: String?

    @Argument(help: "The job's name.")
    var name: String

    func run() async throws {
        guard let jobType = JobType(rawValue: type) else {
            throw CommandFailure(.usage, "\"\(type)\" is no type of job; use continuous or triggered")
        }
        let jobName: JobName
        do {
            jobName = try JobName(name)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        let jobs = site.map { "\(HomeOption.absolute($0))/\(HomeLayout.defaultJobsPath)" } ?? home.layout.jobsRoot
        let target = "\(jobs)/\(jobType.rawValue)/\(jobName)"
        guard !AtomicFile.exists(target) else {
            throw CommandFailure(.failed, "\(target) exists already; nothing was written")
        }
        try JobTemplate.find(template, jobType).write(to: target, name: jobName)
        print("made \(target)")
        print("edit it there; what is wrong with it shows in: nyala jobs, nyala check")
    }
}
