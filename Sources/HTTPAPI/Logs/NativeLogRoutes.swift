import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// `/api/v1/jobs/TYPE/NAME/log`: the log of a continuous job, or the output of a triggered job's newest run.
struct NativeLogRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/jobs/:type/:name/log") { request, context in
            try await show(request, context, JobID(type: try context.jobType(), name: try context.jobName()))
        }
    }

    private func show(_ request: Request, _ context: APIContext, _ id: JobID) async throws -> Response {
        let store = services.host.history
        let isKnown = await services.host.report(id.type, id.name.text) != nil
        let latest = id.type == .triggered ? store.latestStarted(id.name) : nil
        let path = latest.map(store.outputPath) ?? services.layout.log(of: id)
        guard isKnown || AtomicFile.exists(path) else {
            throw ProblemAnswer(.notFound, "there is no \(id.type.rawValue) job named \"\(id.name)\"")
        }
        if id.type == .triggered, latest == nil {
            throw ProblemAnswer(.notFound, "the job \"\(id.name)\" has not run yet, so there is no log")
        }
        return try await LogAnswer(
            path: path,
            isJoined: latest != nil,
            services: services,
            isOver: isOver(id, latest)
        ).response(to: request, for: context.identity)
    }

    /// The output of a run grows until the run ends, a continuous job's log until the job is removed.
    private func isOver(_ id: JobID, _ run: RunRecord?) -> @Sendable () async -> Bool {
        let host = services.host
        if let run { return { host.history.record(run.id, of: run.job)?.outcome.isFinal != false } }
        return { await host.report(id.type, id.name.text) == nil }
    }
}
