import CronSchedule
import Dashboard
import Deployments
import HTTPTypes
import Hummingbird
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem
import RunHistory
import SiteSettings

/// `/ui/jobs/TYPE/NAME`: the page of one job.
struct JobPageRoutes: Sendable {
    /// Runs on the page; the history has all.
    private static let runCount = 8
    /// Lines of a continuous job's log on the page.
    private static let lineCount = 15
    /// Deployments that are looked through for the one that brought the job as it is.
    private static let searchedDeployments = 50

    let services: APIServices
    let resources: ResourceWatch

    func add(to router: Router<APIContext>) {
        router.get("ui/jobs/:type/:name") { request, context in
            let (type, name) = (try context.jobType(), context.folderName())
            await services.host.settle(type, name)
            guard let report = await services.host.report(type, name) else {
                throw ProblemAnswer(.notFound, "There is no \(type.rawValue) job named \"\(name)\".")
            }
            return PageAnswer.page(JobPage.page(try await model(report, context)), for: request)
        }
    }

    private func model(_ report: JobReport, _ context: APIContext) async throws -> JobPageModel {
        let id = (try? JobName(report.name)).map { JobID(type: report.type, name: $0) }
        let viewer = try context.viewer(on: id)
        var model = JobPageModel(viewer: viewer, moments: services.moments, job: JobSummary(report))
        model.facts = try await facts(report)
        model.settings = report.description?.settings ?? JobSettings()
        model.scheduleWords = ScheduleWords.text(model.settings, site: services.host.siteZone)
        model.environment = environment(report)
        model.waiting = Self.waiting(report)
        guard let id else { return model }
        switch id.type {
        case .triggered:
            let store = services.host.history
            model.runs = try await services.blocking.perform { Array(store.records(of: id.name).prefix(Self.runCount)) }
            model.recent = try await services.recentRuns(of: id.name)
        case .continuous:
            model.log = try await services.logTail(
                services.layout.log(of: id),
                lines: Self.lineCount,
                raw: "/api/v1/jobs/\(id)/log",
                isOver: false
            )
        }
        if report.processID != nil { model.resources = await resources.look(at: id) }
        return model
    }

    private func facts(_ report: JobReport) async throws -> JobPageModel.Facts {
        var facts = JobPageModel.Facts()
        facts.script = report.description?.script
        facts.runtime = report.description?.runtime
        facts.runsInPlace = report.description?.runsInPlace ?? false
        facts.version = report.version
        facts.processID = report.processID
        facts.port = report.port
        facts.says = report.processes.first?.statusText
        facts.debugging = report.debugging.map {
            .init(index: $0.index, debugger: $0.debugger, developer: $0.developer, since: $0.since)
        }
        facts.folder = "\(services.layout.jobsPathInSite)/\(report.type.rawValue)/\(report.name)"
        facts.follows = report.waiting.follows.map(\.text)
        switch try await services.deployer.origins().origin(report.type, report.name, version: report.version) {
        case .hand: facts.origin = .hand
        case .deployment: facts.origin = .deployed(try await source(report))
        case .edited: facts.origin = .edited(try await source(report))
        }
        return facts
    }

    /// The newest deployment that changed the job.
    private func source(_ report: JobReport) async throws -> JobPageModel.Source? {
        let records = try await services.deployer.records(before: nil, limit: Self.searchedDeployments).records
        let found = records.first { record in
            record.status == .success
                && record.jobs.contains { change in
                    change.type == report.type && change.name == report.name && [.new, .changed].contains(change.kind)
                }
        }
        return found.map { record in
            let commit = record.commit.map { " of commit \($0.prefix(7))" } ?? ""
            let author = record.author.isEmpty ? "" : " by \(record.author)"
            return JobPageModel.Source(
                id: record.id,
                words: "\(record.deployer)\(commit)\(author)",
                time: record.end ?? record.received
            )
        }
    }

    private func environment(_ report: JobReport) -> JobPageModel.EnvironmentNames {
        var names = JobPageModel.EnvironmentNames()
        names.own = report.description?.settings.environment.keys.sorted() ?? []
        names.secrets = report.description?.settings.secrets.map(\.target).sorted() ?? []
        let hidden = ["deploy.", "http.", "notify."]
        names.site = services.settings.current().variables.keys.sorted().filter { name in
            !hidden.contains(where: name.hasPrefix)
        }
        names.program =
            ["WEBJOBS_NAME", "WEBJOBS_TYPE", "WEBJOBS_PATH", "WEBJOBS_DATA_PATH", "WEBJOBS_VERSION"]
            + (report.type == .continuous
                ? ["WEBJOBS_SHUTDOWN_FILE", "WEBJOBS_PORT", "PORT"]
                : ["WEBJOBS_RUN_ID", "WEBJOBS_TRIGGER", "WEBJOBS_ATTEMPT", "WEBJOBS_SHUTDOWN_FILE"])
        return names
    }

    private static func waiting(_ report: JobReport) -> [String] {
        let waiting = report.waiting
        var sentences: [String] = []
        if waiting.queued > 0 {
            sentences.append(counted(waiting.queued, "run waits for its turn", "runs wait for their turn"))
        }
        if waiting.late > 0 { sentences.append(counted(waiting.late, "late run waits", "late runs wait")) }
        if waiting.files > 0 { sentences.append(counted(waiting.files, "file waits for a run", "files wait for runs")) }
        for retry in waiting.retries {
            sentences.append(
                "The run \(retry.run) is tried again at \(retry.due.rfc3339(decimals: 0)) (attempt \(retry.attempt))."
            )
        }
        if let hindrance = waiting.hindrance, !report.isStopped, !report.hasProblem {
            sentences.append("No run can begin now: \(hindrance).")
        }
        if !report.waitsFor.isEmpty {
            sentences.append("It starts when \(report.waitsFor.joined(separator: ", ")) is up (depends_on).")
        }
        if report.isStopped { sentences.append("The job is stopped (disable.job) until somebody starts it.") }
        return sentences
    }

    private static func counted(_ count: Int, _ one: String, _ several: String) -> String {
        "\(count) \(count == 1 ? one : several)."
    }
}

extension APIServices {
    /// The newest runs of a job, oldest first.
    func recentRuns(of name: JobName) async throws -> [JobSummary.RecentRun] {
        let store = host.history
        return try await blocking.perform {
            store.recent(of: name, limit: OverviewModel.recentRunCount).reversed()
                .map { JobSummary.RecentRun($0.id, $0.outcome) }
        }
    }
}
