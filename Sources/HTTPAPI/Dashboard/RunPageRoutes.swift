import CronSchedule
import Dashboard
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// `/ui/jobs/triggered/NAME/runs` and the page of each run.
struct RunPageRoutes: Sendable {
    /// Runs on one page of a history.
    private static let pageLength = 50
    /// Lines of output on the page of a run.
    private static let lineCount = 200

    let services: APIServices
    let resources: ResourceWatch

    func add(to router: Router<APIContext>) {
        router.get("ui/jobs/:type/:name/runs") { request, context in try await list(request, context) }
        router.get("ui/jobs/:type/:name/runs/latest") { _, context in
            let name = try context.triggeredJobName()
            guard let run = services.host.history.latest(name) else {
                throw ProblemAnswer(.notFound, "The job \"\(name)\" has not run yet.")
            }
            return PageAnswer.redirect(to: JobPath.run(run, of: name.text))
        }
        router.get("ui/jobs/:type/:name/runs/:run") { request, context in
            let model = try await model(try context.runID(), try context.triggeredJobName(), context)
            return PageAnswer.page(RunPage.page(model), for: request)
        }
        router.post("ui/jobs/:type/:name/runs/:run/cancel") { request, context in
            let (name, run) = (try context.triggeredJobName(), try context.runID())
            _ = try await services.host.cancelRun(name, run)
            return PageAnswer.back(
                request,
                else: JobPath.run(run, of: name.text),
                notice: Notice("The run is cancelled.")
            )
        }
        router.post("ui/jobs/:type/:name/runs/:run/retry") { _, context in
            let (name, run) = (try context.triggeredJobName(), try context.runID())
            let trigger = JobActionRoutes.trigger(context)
            let record = try await services.host.retry(run, of: name, trigger: trigger)
            return PageAnswer.redirect(
                to: JobPath.run(record.id, of: name.text),
                notice: Notice("This run repeats \(run).")
            )
        }
    }

    private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.triggeredJobName()
        let store = services.host.history
        let isKnown = await services.host.report(.triggered, name.text) != nil
        guard isKnown || store.latest(name) != nil else {
            throw ProblemAnswer(.notFound, "There is no triggered job named \"\(name)\".")
        }
        var filter = RunFilter()
        filter.kind = request.query["show"].flatMap(RunFilter.Kind.init(rawValue:)) ?? .all
        filter.from = request.query["from"] ?? ""
        filter.to = request.query["to"] ?? ""
        filter.before = request.query["before"].flatMap { RunID($0) }
        var query = RunQuery(limit: Self.pageLength)
        query.outcomes = filter.kind.outcomes
        query.before = filter.before
        query.since = try day(filter.from)
        query.until = try day(filter.to).map { $0 + .seconds(86_400) }
        let wanted = query
        let page = try await services.blocking.perform { store.page(of: name, wanted) }
        let job = JobID(type: .triggered, name: name)
        let model = RunListModel(
            viewer: try context.viewer(on: job),
            moments: services.moments,
            job: job,
            runs: page.records,
            filter: filter,
            next: page.next
        )
        return PageAnswer.page(RunListPage.page(model), for: request)
    }

    /// The beginning of a day on the clocks of the site; `nil` for an empty text.
    private func day(_ text: String) throws -> Timestamp? {
        guard !text.isEmpty else { return nil }
        guard let midnight = Timestamp(rfc3339: "\(text)T00:00:00Z") else {
            throw ProblemAnswer(.badRequest, "\"\(text)\" is no day such as 2031-02-03.")
        }
        let zone = services.host.siteZone
        return midnight + .seconds(-zone.offset(at: midnight.seconds))
    }

    private func model(_ id: RunID, _ name: JobName, _ context: APIContext) async throws -> RunPageModel {
        let store = services.host.history
        let job = JobID(type: .triggered, name: name)
        let found = try await services.blocking.perform { () -> (RunRecord, RunID?, RunID?)? in
            guard let record = store.record(id, of: name) else { return nil }
            let runs = store.runs(of: name)
            return (record, runs.first { $0 < id }, runs.last { $0 > id })
        }
        guard let (record, older, newer) = found else {
            throw ProblemAnswer(.notFound, "The job \"\(name)\" has no run \(id); an old one may have been removed.")
        }
        var model = RunPageModel(viewer: try context.viewer(on: job), moments: services.moments, run: record)
        (model.older, model.newer) = (older, newer)
        if record.outcome != .skipped {
            model.output = try await services.logTail(
                store.outputPath(record),
                ofRun: true,
                lines: Self.lineCount,
                raw: "/api/v1/jobs/\(job)/runs/\(id)/output",
                isOver: record.outcome.isFinal
            )
        }
        if record.outcome == .running { model.resources = await resources.look(at: job) }
        return model
    }
}
