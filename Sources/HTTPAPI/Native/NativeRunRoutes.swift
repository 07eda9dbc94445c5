import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import NIOCore
import RunHistory

/// `/api/v1`: runs of triggered jobs.
struct NativeRunRoutes: Sendable {
    /// Runs in one answer unless the client asks for fewer.
    private static let defaultCount = 50

    let services: APIServices

    func add(to router: Router<APIContext>) {
        let path = "api/v1/jobs/:type/:name/runs"
        router.post("\(path)") { request, context in try await start(request, context) }
        router.get("\(path)") { request, context in try await list(request, try context.triggeredJobName()) }
        router.get("\(path)/:run") { request, context in
            try await show(request, try context.runID(), try context.triggeredJobName())
        }
        router.get("api/v1/runs") { request, _ in try await listAll(request) }
        router.post("\(path)/:run/retry") { request, context in
            try await retry(request, try context.runID(), try context.triggeredJobName())
        }
        router.post("\(path)/:run/cancel") { _, context in
            // "current" is the one that is under way.
            let run = context.part("run") == "current" ? nil : try context.runID()
            let record = try await services.host.cancelRun(try context.triggeredJobName(), run)
            return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()), status: .accepted)
        }
        router.get("\(path)/:run/output") { request, context in
            try await output(request, context)
        }
    }

    private func start(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.triggeredJobName()
        let body = try await RunBody(request, services)
        var wish = RunRequest(trigger: Self.trigger(request), arguments: body.arguments)
        wish.key = try request.idempotencyKey()
        return answer(try await services.host.run(name, wish, input: body.input))
    }

    /// Runs again what a run did, with its arguments and its input.
    private func retry(_ request: Request, _ run: RunID, _ name: JobName) async throws -> Response {
        answer(try await services.host.retry(run, of: name, trigger: Self.trigger(request)))
    }

    /// 201 for a run that is under way, 202 for one that waits for its turn.
    private func answer(_ record: RunRecord) -> Response {
        let status: HTTPResponse.Status = record.outcome == .queued ? .accepted : .created
        return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()), status: status)
    }

    static func trigger(_ request: Request) -> String {
        "External - \(request.headers[.userAgent] ?? "")"
    }

    private func list(_ request: Request, _ name: JobName) async throws -> Response {
        let store = services.host.history
        let known = await services.host.report(.triggered, name.text) != nil
        guard known || store.latest(name) != nil else {
            throw ProblemAnswer(.notFound, "there is no triggered job named \"\(name)\"")
        }
        let query = try RunQuery(request.query, defaultLimit: Self.defaultCount)
        return page(try await services.blocking.perform { store.page(of: name, query) }, request)
    }

    private func listAll(_ request: Request) async throws -> Response {
        let store = services.host.history
        let names = await services.host.reports(type: .triggered).compactMap { try? JobName($0.name) }
        let query = try RunQuery(request.query, defaultLimit: Self.defaultCount)
        return page(try await services.blocking.perform { store.page(of: names, query) }, request)
    }

    private func page(_ page: RunPage, _ request: Request) -> Response {
        let now = services.clock.wallTime()
        var response = JSONAnswer.response(.array(page.records.map { NativeShapes.run($0, now: now) }))
        response.link(to: page.next, of: request)
        return response
    }

    /// With `?wait`: answers when the run has ended.
    private func show(_ request: Request, _ run: RunID, _ name: JobName) async throws -> Response {
        let record =
            request.query.isOn("wait")
            ? await services.host.waitForEnd(of: run, name) : services.host.history.record(run, of: name)
        guard let record else { throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)") }
        return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()))
    }

    private func output(_ request: Request, _ context: APIContext) async throws -> Response {
        let (run, name, store) = (try context.runID(), try context.triggeredJobName(), services.host.history)
        guard let record = store.record(run, of: name) else {
            throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)")
        }
        return try await LogAnswer(path: store.outputPath(record), isJoined: true, services: services) {
            store.record(run, of: name)?.outcome.isFinal != false
        }.response(to: request, for: context.identity)
    }
}
